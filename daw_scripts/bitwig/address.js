// Where the daemon listens, and the token that it wants to see.
//
// Bitwig gives scripts no files, but it loads scripts: run.js, beside this one, sets SidemanRun =
// {port, token}. It is written by `sideman install` and by the daemon, and loaded anew before each
// dial. What the musician enters in the preferences goes before it.

var SidemanRun = null;

var SidemanAddress = (function () {
    "use strict";

    var FILE = "run.js", CATEGORY = "Connection", TOKEN_CHARS = 128, HIGHEST_PORT = 65535;

    function Address(host) {
        var self = this, preferences = host.getPreferences();
        this.port = 0;
        this.token = "";
        preferences.getNumberSetting("Port (0: as installed)", CATEGORY, 0, HIGHEST_PORT, 1, "", 0)
            .addRawValueObserver(function (port) { self.port = Math.round(port); });
        preferences.getStringSetting("Token (empty: as installed)", CATEGORY, TOKEN_CHARS, "")
            .addValueObserver(function (token) { self.token = token; });
    }

    // {port, token}; null while nothing says where.
    Address.prototype.where = function () {
        try {
            load(FILE);
        } catch (error) {
            SidemanRun = null;
        }
        var written = SidemanRun || {port: 0, token: ""};
        var found = {port: this.port || written.port, token: this.token || written.token};
        return found.port ? found : null;
    };

    return {Address: Address};
}());
