// How much at once, and how long to wait. Windows are fixed when the script starts; Bitwig cannot widen
// them later.

var SidemanLimits = {
    SCRIPT_VERSION: "0.1",
    TRACKS: 64,
    SCENES: 32,
    SENDS: 8,

    // The note window: a step is the 96th of a whole note, which holds 32nds and their triplets.
    STEPS_PER_BEAT: 24,
    WINDOW_STEPS: 384,
    KEYS: 128,

    TICK_MS: 20,
    MESSAGES_PER_TICK: 48,
    ROWS_PER_TICK: 8,
    NOTES_PER_TICK: 32,
    JOB_STEPS_PER_TICK: 8,

    // Values of one object do not arrive together: a row is believed this long after its first change,
    // and the lists of tracks and scenes this long after their last.
    ROW_SETTLES_S: 0.06,
    LISTS_SETTLE_S: 0.1,
    NOTES_SETTLE_S: 0.15,
    // What is kept in the document waits until nothing has changed for so long.
    KEPT_AFTER_S: 1,
    // What is written into a note before it is this old does not stick.
    NOTE_AGE_S: 0.15,
    ARRIVED_WITHIN_S: 0.5,
    TAKEN_WITHIN_S: 2,
    READ_WITHIN_S: 3,
    VERIFIED_WITHIN_S: 2,

    POSITION_EVERY_S: 0.25,
    POPUP_EVERY_S: 0.7,
    RESTS_S: [1, 2, 5],
    WELCOME_WITHIN_S: 5,
    ASLEEP_S: 0.25,
    WAKING_S: 0.05,
    OPEN_REQUESTS: 16,
    REMEMBERED: 256
};
