// Sideman's control script for Bitwig Studio: add it in Settings > Controllers. README.md tells the rest.

loadAPI(20);

load("protocol.js");
load("bytes.js");
load("osc.js");
load("limits.js");
load("clock.js");
load("problem.js");
load("levels.js");
load("quanta.js");
load("jobs.js");
load("address.js");
load("dialer.js");
load("replay.js");
load("tracks.js");
load("scenes.js");
load("transport.js");
load("document.js");
load("panel.js");
load("popup.js");
load("meters.js");
load("grid.js");
load("eye.js");
load("told.js");
load("scene_rows.js");
load("scene_book.js");
load("mirror.js");
load("intake.js");
load("checks.js");
load("new_clip.js");
load("new_track.js");
load("changes.js");
load("apply.js");
load("selftest_report.js");
load("selftest.js");
load("envoy.js");

host.setShouldFailOnDeprecatedUse(true);
host.defineController("Sideman", "Sideman", "0.1", "6f1d2b8e-9c41-4a57-8f0e-5b3a7d92c614", "Sideman");
host.defineMidiPorts(0, 0);

var sideman = null;

function init() {
    sideman = new SidemanEnvoy.Envoy(host);
    sideman.start();
}

// All work is done by timed ticks: nothing is ever waiting for a flush.
function flush() {
    return undefined;
}

function exit() {
    sideman.close("Bitwig lets go of the script");
}
