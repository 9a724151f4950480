// Lines for the musician, over Bitwig's window: one at a time, the latest if they come too fast.

var SidemanPopup = (function (limits) {
    "use strict";

    function Popup(host, clock) {
        this.host = host;
        this.clock = clock;
        this.waiting = null;
        this.dueS = 0;
    }

    Popup.prototype.say = function (text) {
        this.waiting = text;
        this.tick();
    };

    Popup.prototype.tick = function () {
        var now = this.clock.seconds();
        if (this.waiting !== null && now >= this.dueS) {
            this.host.showPopupNotification(this.waiting);
            this.waiting = null;
            this.dueS = now + limits.POPUP_EVERY_S;
        }
    };

    return {Popup: Popup};
}(SidemanLimits));
