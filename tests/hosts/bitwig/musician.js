// What the musician does in Bitwig, past Sideman.
"use strict";

const vm = require("vm");
const { new_clip, new_note } = require("./song.js");

const track = (bitwig, name) => bitwig.song.tracks.find((one) => one.name === name);
const scene = (bitwig, name) => bitwig.song.scenes.findIndex((one) => one.name === name);

module.exports = {
    add_track: (bitwig, sheet, at) => void bitwig.song.add_track(sheet, at ?? undefined),
    remove_track: (bitwig, name) => void bitwig.song.tracks.splice(bitwig.song.tracks.indexOf(track(bitwig, name)), 1),
    change_track: (bitwig, name, values) => void Object.assign(track(bitwig, name), values),
    add_scene: (bitwig, name, at) => bitwig.song.add_scene(name, at ?? undefined),
    put_clip: (bitwig, name, at, sheet) => void (track(bitwig, name).slots[scene(bitwig, at)] = sheet && new_clip(sheet)),
    change_clip: (bitwig, name, at, values) => void Object.assign(track(bitwig, name).slots[scene(bitwig, at)], values),
    add_note: (bitwig, name, at, sheet) => void track(bitwig, name).slots[scene(bitwig, at)].notes.push(new_note(sheet)),
    change_transport: (bitwig, values) => void Object.assign(bitwig.song.transport, values),
    undo: (bitwig) => void (bitwig.song.can_redo = true),
    rename_song: (bitwig, name) => void (bitwig.song.name = name),
    select: (bitwig, name, at) => void (bitwig.song.selection = { track: track(bitwig, name), scene: at === null ? null : scene(bitwig, at) }),
    press: (bitwig, label) => bitwig.document.press(label),
    turn: (bitwig, label, value) => bitwig.document.turn(label, value),
    prefer: (bitwig, label, value) => bitwig.preferences.turn(label, value),

    whole_song: (bitwig) => {
        const { name, tracks, scenes, selection, transport, undo_entries, launches, settings } = bitwig.song;
        const selected = { track: selection.track && selection.track.name, scene: selection.scene };
        return { name, tracks, scenes, selected, transport, undo_entries, launches, settings };
    },

    // A few lines of a script of the test's own, in the host's context; gives its value.
    run_source: (bitwig, source) => vm.runInContext(source, bitwig.context),
};
