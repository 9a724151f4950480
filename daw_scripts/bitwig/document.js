// Which set is open. Bitwig gives scripts its name only, so an id of our own is kept in the document's
// state: it is saved with the project, and comes back with it.

var SidemanDocument = (function (limits, osc) {
    "use strict";

    var CATEGORY = "Set", ID_CHARS = 40, DIGITS = 16;

    function randomWord() {
        var word = "";
        while (word.length < DIGITS) {
            word += Math.floor(Math.random() * 16).toString(16);
        }
        return word;
    }

    // onOther() is called when another set than before has come to the front.
    function Document(host, application, clock, onOther) {
        var self = this;
        this.clock = clock;
        this.onOther = onOther;
        this.id = "";
        this.name = "";
        this.opened = "";
        this.changedS = 0;
        this.setting = host.getDocumentState().getStringSetting("Identity of this set", CATEGORY, ID_CHARS, "");
        this.setting.addValueObserver(function (id) {
            self.id = id;
            self.changedS = clock.seconds();
        });
        application.projectName().addValueObserver(function (name) {
            self.name = osc.cleanText(name);
        });
    }

    Document.prototype.ready = function () {
        return this.opened !== "";
    };

    // Whether the set in front is the one that was told.
    Document.prototype.isSteady = function () {
        return this.ready() && this.id === this.opened;
    };

    Document.prototype.tick = function () {
        var now = this.clock.seconds(), settled = now - this.changedS >= limits.LISTS_SETTLE_S;
        if (settled && !this.id) {
            this.changedS = now;
            this.setting.set("bitwig-" + randomWord());
        } else if (settled && this.id !== this.opened) {
            var before = this.opened;
            this.opened = this.id;
            if (before) {
                this.onOther();
            }
        }
    };

    return {Document: Document, randomWord: randomWord};
}(SidemanLimits, SidemanOsc));
