-- A track that the self-test makes, tries things on and takes out again. The musician's undo history is
-- left alone where there is something to redo: a new step would throw that away.

local use = ...
local changes, events, items = use("reaper/changes"), use("reaper/events"), use("reaper/items")
local journal, notes, objects = use("lua/journal"), use("reaper/notes"), use("reaper/objects")
local knobs, project, strips = use("reaper/knobs"), use("reaper/project"), use("reaper/strips")
local undo = use("reaper/undo")

local NAME = 'Selftest "½" 🎹'
local LABEL = "Sideman: selftest"
local START_BEATS, LENGTH_BEATS, COLOR = 3.0, 4.0, 0x3366CC
local VOLUME_DB, PAN = -7.5, -0.25
local MOST_STEPS = 5
local LINE = {
    {start_beats = 0.0, length_beats = 1.0, pitch = 60, velocity = 100, release_velocity = 33, channel = 0, muted = false},
    {start_beats = 1.0, length_beats = 1 / 3, pitch = 127, velocity = 1, release_velocity = 64, channel = 15, muted = true},
    {start_beats = 1.0, length_beats = 1.0, pitch = 60, velocity = 127, release_velocity = 0, channel = 0, muted = false},
}

local scratch = {}

-- What Sideman keeps in the project: REAPER's undo takes such words back to the step before, and the
-- musician may have turned a knob since.
local function saved_words()
    local words = {}
    for _, name in ipairs({project.KEY, table.unpack(knobs.NAMES)}) do
        local _, value = reaper.GetProjExtState(project.pointer, project.SECTION, name)
        words[name] = value
    end
    return words
end

local function put_back_words(words)
    local now = saved_words()
    for name, value in pairs(words) do
        if now[name] ~= value then
            reaper.SetProjExtState(project.pointer, project.SECTION, name, value)
        end
    end
    return now
end

-- Makes the track with a clip and two moved controls, as requests make them. Nothing of it stays when an
-- error is raised.
function scratch.make()
    local to_redo = reaper.Undo_CanRedo2(project.pointer)
    local made = {
        plan = {journal = journal.new()}, has_step = not to_redo or to_redo == "",
        tracks_before = reaper.CountTracks(project.pointer), words = saved_words(),
    }
    undo.begin(LABEL)
    local fine, message = pcall(function()
        local track = {asked = {name = NAME, kind = "midi"}}
        changes["track/create"].make(made.plan, track)
        made.track_id = track.track_id
        local clip = {notes = LINE, asked = {
            track_id = track.track_id, start_beats = START_BEATS, length_beats = LENGTH_BEATS, name = NAME, color = COLOR,
            muted = 0,
        }}
        changes["clip/create"].make(made.plan, clip)
        made.ref = clip.ref
        strips.set(made.track_id, "volume_db", VOLUME_DB, made.plan.journal)
        strips.set(made.track_id, "pan", PAN, made.plan.journal)
    end)
    if not fine then
        made.plan.journal:revert()
        undo.abort()
        error(message, 0)
    end
    if made.has_step then
        undo.finish()
    else
        undo.abort()
    end
    return made
end

local function line_of(note)
    return string.format("%g-%g %d %d %d %d %s", note.from, note.to, note.pitch, note.channel, note.velocity,
        note.release_velocity, note.muted)
end

-- The notes of the clip as REAPER has them, in ticks, one text for all.
function scratch.kept_lines(made)
    local _, buffer = reaper.MIDI_GetAllEvts(items.midi_take(objects.item(made.ref)))
    local lines = {}
    for position, note in ipairs(events.scanner(buffer)(function() return false end)) do
        lines[position] = line_of(note)
    end
    table.sort(lines)
    return table.concat(lines, ", ")
end

function scratch.frame(made)
    local clip = items.describe(made.ref)
    return notes.frame(items.midi_take(objects.item(made.ref)), clip.start_beats, clip.length_beats)
end

local function wanted_lines(made)
    local frame, lines = scratch.frame(made), {}
    local function tick(beats)
        return math.floor(frame.first + beats * frame.ppq + 0.5)
    end
    for position, note in ipairs(LINE) do
        lines[position] = line_of({
            from = tick(note.start_beats), to = tick(note.start_beats + note.length_beats), pitch = note.pitch,
            channel = note.channel, velocity = note.velocity, release_velocity = note.release_velocity, muted = note.muted,
        })
    end
    table.sort(lines)
    return table.concat(lines, ", ")
end

-- What of the writing can be read back now: {notes = true, ...}.
function scratch.read_back(made)
    local track, clip, strip = objects.track(made.track_id), items.describe(made.ref), {}
    strips.read(track, strip)
    return {
        notes = scratch.kept_lines(made) == wanted_lines(made),
        place = clip.start_beats == START_BEATS and clip.length_beats == LENGTH_BEATS,
        dress = clip.name == NAME and clip.color == COLOR,
        volume = math.abs(strip.volume_db - VOLUME_DB) < 1e-6, pan = strip.pan == PAN,
    }
end

-- Takes everything out. Gives how many undo steps that took; nil where REAPER's undo was not used,
-- because something else has happened since or there was something to redo.
function scratch.take_out(made)
    local steps = 0
    while made.has_step and reaper.CountTracks(project.pointer) > made.tracks_before and steps < MOST_STEPS
        and reaper.Undo_CanUndo2(project.pointer) == LABEL do
        reaper.Undo_DoUndo2(project.pointer)
        steps = steps + 1
    end
    made.words_after = put_back_words(made.words)
    if not objects.track(made.track_id) then
        return steps
    end
    made.plan.journal:revert()
    reaper.UpdateArrange()
    return nil
end

return scratch
