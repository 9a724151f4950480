-- What the daemon has been told, and what differs from it now. Two walks go through the session a
-- piece at a time: one over set, tempo, tracks and mixers, one over clips and their notes. Whatever
-- changed since it was last seen gets a higher revision and is told.
--
-- The host gives ids and plain tables, never objects that could go stale between two ticks:
--     set() -> id, name          transport() -> list for /transport, position excluded from comparing
--     tempo_steps() -> {{start_beats, tempo_bpm}, ...}, or nil while the map is the one given before
--     track_ids() -> {id, ...}   track(id) -> table of /track's arguments, nil when it is gone
--     sends(id) -> {[return_id] = level_db}, what a track gives to others; a host may lack it
--     clip_refs() -> {{id =, track_id =}, ...}       clip(ref) -> table of /clip's arguments, or nil
--     ref_reader() -> function(out_of_time) -> all refs when complete, else nil; a host with many clips may
--     give it, and clip_refs then has to know only those of clip_refs(track_id)
--     note_reader(ref) -> function(out_of_time) -> packed notes when complete, else nil
--     selection() -> list for /selection, or nil

local use = ...
local wire = use("wire")

local Mirror = {}
Mirror.__index = Mirror

local function never()
    return false
end

local function new(host, send)
    return setmetatable({
        host = host, send = send, announced = false,
        tracks = {}, clips = {}, sends = {}, revisions = {}, told = {}, steps = nil,
    }, Mirror)
end

local FIELDS = {}
for _, address in ipairs({"/track", "/clip"}) do
    FIELDS[address] = {}
    for index, row in ipairs(wire.protocol.MESSAGES[address].args) do
        FIELDS[address][index] = row.name
    end
end

local function arguments(address, values)
    local args = {}
    for index, name in ipairs(FIELDS[address]) do
        args[index] = values[name]
    end
    return args
end

local function packet(address, values)
    return assert(wire.osc.encode(address, table.unpack(arguments(address, values))))
end

-- Revisions go on rising through an object's deletion, so that an undone deletion is no old friend.
local function raise_revision(self, id)
    self.revisions[id] = (self.revisions[id] or 0) + 1
    return self.revisions[id]
end

local function tell(self, address, ...)
    if self.announced then
        self.send(address, ...)
    end
end

-- One message that stands for itself, told when it differs from the one before.
function Mirror:tell_changed(address, args, sign)
    sign = sign or table.concat(args, "\0")
    if self.told[address] ~= sign then
        self.told[address] = sign
        tell(self, address, table.unpack(args))
    end
end

-- Tracks ------------------------------------------------------------------------------------------------

local MIXER, SILENCE_DB = wire.protocol.MIXER_FIELDS, wire.protocol.SILENCE_DB

local function mixer_args(track)
    local args = {track.id, track.revision}
    for _, field in ipairs(MIXER) do
        args[#args + 1] = track[field]
    end
    return args
end

local function same_strip(a, b)
    for _, field in ipairs(MIXER) do
        if a[field] ~= b[field] then
            return false
        end
    end
    return true
end

-- Looks at a track now; gives what is known of it, nil when it is gone.
function Mirror:refresh_track(id)
    local known, track = self.tracks[id], self.host.track(id)
    if not track then
        return self:drop_track(id)
    end
    track.revision = 0
    local strip = same_strip(known or {}, track)
    local head = {track.name, track.kind, track.index, track.color, track.group_id}
    track.head = table.concat(head, "\0")
    if known and known.head == track.head and strip then
        return known
    end
    track.revision = raise_revision(self, id)
    self.tracks[id] = track
    if known and known.head == track.head then
        tell(self, "/mixer", table.unpack(mixer_args(track)))
    else
        tell(self, "/track", table.unpack(arguments("/track", track)))
    end
    return track
end

function Mirror:drop_track(id)
    if self.tracks[id] then
        self.tracks[id], self.sends[id] = nil, nil
        for _, levels in pairs(self.sends) do
            levels[id] = nil
        end
        for clip_id, clip in pairs(self.clips) do
            if clip.track_id == id then
                self.clips[clip_id] = nil
            end
        end
        tell(self, "/track/gone", id)
    end
end

-- Looks at what a track gives to others now. A send that is gone gives nothing any more.
function Mirror:refresh_sends(id)
    local now = self.host.sends and self.tracks[id] and self.host.sends(id) or {}
    local known = self.sends[id] or {}
    self.sends[id] = known
    for return_id, level_db in pairs(now) do
        if self.tracks[return_id] and known[return_id] ~= level_db then
            known[return_id] = level_db
            tell(self, "/send", id, return_id, level_db)
        end
    end
    for return_id, level_db in pairs(known) do
        if not now[return_id] and level_db ~= SILENCE_DB then
            known[return_id] = SILENCE_DB
            tell(self, "/send", id, return_id, SILENCE_DB)
        end
    end
end

-- Clips -------------------------------------------------------------------------------------------------

local function settle_clip(self, ref, clip, notes)
    local known = self.clips[ref.id]
    clip.revision, clip.note_count = 0, #notes // wire.protocol.NOTE_BYTES
    clip.notes = notes
    clip.sign = packet("/clip", clip)
    if known and known.sign == clip.sign and known.notes == notes then
        return known
    end
    clip.revision = raise_revision(self, ref.id)
    self.clips[ref.id] = clip
    tell(self, "/clip", table.unpack(arguments("/clip", clip)))
    return clip
end

function Mirror:drop_clip(id)
    if self.clips[id] then
        self.clips[id] = nil
        tell(self, "/clip/gone", id)
    end
end

-- A function(out_of_time) that reads a clip and gives true and what is known of it then (nil: gone).
function Mirror:clip_reading(ref)
    local reader
    return function(out_of_time)
        local clip = self.host.clip(ref)
        if not clip then
            self:drop_clip(ref.id)
            return true, nil
        end
        reader = reader or (clip.is_midi and self.host.note_reader(ref) or function() return "" end)
        local notes = reader(out_of_time)
        if notes then
            return true, settle_clip(self, ref, clip, notes)
        end
    end
end

-- Reads a clip now, however long it takes.
function Mirror:refresh_clip(ref)
    local _, clip = self:clip_reading(ref)(never)
    return clip
end

-- Walks -------------------------------------------------------------------------------------------------

local function look_at_session(self)
    self:tell_changed("/set", {self.host.set()})
    local steps = self.host.tempo_steps()
    if steps then
        self.steps = steps
        if self.announced then
            self:tell_tempo_map()
        end
    end
    local selection = self.host.selection()
    if selection then
        self:tell_changed("/selection", selection)
    end
end

function Mirror:tell_tempo_map()
    for index, step in ipairs(self.steps or {}) do
        tell(self, "/tempo/step", index - 1, #self.steps, step[1], step[2])
    end
end

local function missing(known, seen)
    local gone = {}
    for id in pairs(known) do
        if not seen[id] then
            gone[#gone + 1] = id
        end
    end
    table.sort(gone)
    return gone
end

-- A job over the session and its tracks.
function Mirror:track_walk()
    local ids, position, seen = nil, 0, {}
    return function(out_of_time)
        if not ids then
            look_at_session(self)
            ids = self.host.track_ids()
        end
        while position < #ids do
            if out_of_time() then
                return false
            end
            position = position + 1
            seen[ids[position]] = true
            self:refresh_track(ids[position])
            self:refresh_sends(ids[position])
        end
        for _, id in ipairs(missing(self.tracks, seen)) do
            self:drop_track(id)
        end
        return true
    end
end

-- A job over the clips and their notes.
function Mirror:clip_walk()
    local refs, position, seen, reading = nil, 0, {}, nil
    local read_refs = self.host.ref_reader and self.host.ref_reader() or self.host.clip_refs
    return function(out_of_time)
        if not refs then
            refs = read_refs(out_of_time)
            if not refs then
                return false
            end
            for _, ref in ipairs(refs) do
                seen[ref.id] = true
            end
            for _, id in ipairs(missing(self.clips, seen)) do
                self:drop_clip(id)
            end
        end
        while reading or position < #refs do
            if out_of_time() then
                return false
            end
            if not reading then
                position = position + 1
                reading = self:clip_reading(refs[position])
            end
            if not reading(out_of_time) then
                return false
            end
            reading = nil
        end
        return true
    end
end

-- Snapshot ----------------------------------------------------------------------------------------------

local function in_order(objects, before)
    local list = {}
    for _, object in pairs(objects) do
        list[#list + 1] = object
    end
    table.sort(list, before)
    return list
end

local function by_index(a, b)
    return a.index < b.index or (a.index == b.index and a.id < b.id)
end

local function by_place(a, b)
    return a.start_beats < b.start_beats or (a.start_beats == b.start_beats and a.id < b.id)
end

-- Tells everything that is known; from now on changes are told.
function Mirror:describe(request_id)
    local tracks, clips = in_order(self.tracks, by_index), in_order(self.clips, by_place)
    self.announced, self.told = true, {}
    self.send("/snapshot/begin", request_id, #tracks, 0, #clips)
    self:tell_changed("/set", {self.host.set()})
    self:tell_changed("/transport", self.host.transport())
    self:tell_tempo_map()
    for _, track in ipairs(tracks) do
        self.send("/track", table.unpack(arguments("/track", track)))
    end
    for _, track in ipairs(tracks) do
        for return_id, level_db in pairs(self.sends[track.id] or {}) do
            self.send("/send", track.id, return_id, level_db)
        end
    end
    for _, clip in ipairs(clips) do
        self.send("/clip", table.unpack(arguments("/clip", clip)))
    end
    local selection = self.host.selection()
    if selection then
        self:tell_changed("/selection", selection)
    end
    self.send("/snapshot/end", request_id)
end

return {new = new}
