// Scenes as Bitwig tells of them: names by index, and how many there are. They have no identity there.

var SidemanScenes = (function (limits, osc) {
    "use strict";

    function Scenes(tracks) {
        var self = this, bank = tracks.bank.sceneBank();
        this.total = 0;
        this.names = [];
        bank.itemCount().addValueObserver(function (count) {
            self.total = count;
            tracks.noteLists();
        });
        for (var i = 0; i < limits.SCENES; i++) {
            this.watch(tracks, bank.getItemAt(i), i);
        }
    }

    Scenes.prototype.watch = function (tracks, face, index) {
        var self = this;
        this.names.push("");
        face.name().addValueObserver(function (name) {
            self.names[index] = osc.cleanText(name);
            tracks.noteLists();
        });
    };

    // Those inside the window.
    Scenes.prototype.count = function () {
        return Math.min(this.total, limits.SCENES);
    };

    return {Scenes: Scenes};
}(SidemanLimits, SidemanOsc));
