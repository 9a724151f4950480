// Peak levels of the tracks that are watched: at the wanted rate, and only what moved.

var SidemanMeters = (function (levels, problem) {
    "use strict";

    function Meters(tracks, clock, send) {
        this.tracks = tracks;
        this.clock = clock;
        this.send = send;
        this.watch("", 0);
    }

    // Throws not_found for a track that is not there.
    Meters.prototype.watch = function (trackIds, rateHz) {
        var tracks = this.tracks, ids = trackIds.split(" ").filter(Boolean);
        ids.forEach(function (id) {
            if (!tracks.rowOf(id)) {
                problem.raise("not_found", "There is no track " + id + ".", "It was deleted meanwhile.");
            }
        });
        this.ids = rateHz > 0 ? ids : [];
        this.everyS = rateHz > 0 ? 1 / rateHz : 0;
        this.dueS = 0;
        this.told = {};
    };

    Meters.prototype.tick = function () {
        var self = this, now = this.clock.seconds();
        if (now < this.dueS) {
            return;
        }
        this.dueS = Math.max(this.dueS + this.everyS, now);
        this.ids.forEach(function (id) {
            var row = self.tracks.rowOf(id), sign = row && row.steps.join(" ");
            if (row && sign !== self.told[id]) {
                self.told[id] = sign;
                self.send("/meter", [id, levels.meterDb(row.steps[0]), levels.meterDb(row.steps[1]), now]);
            }
        });
    };

    return {Meters: Meters};
}(SidemanLevels, SidemanProblem));
