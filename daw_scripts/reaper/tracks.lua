-- REAPER's tracks as the wire's tracks. One kind of track serves all: a folder is a "group", a track
-- that holds items but no MIDI is "audio", any other may be given notes and is "midi".

local use = ...
local osc, levels, objects = use("wire").osc, use("reaper/levels"), use("reaper/objects")
local items, project, strips = use("reaper/items"), use("reaper/project"), use("reaper/strips")

local SILENCE_DB = use("wire").protocol.SILENCE_DB
local HAS_COLOR, SENDS = 0x1000000, 0
local ITEMS_TO_LOOK_AT = 16

local tracks = {}

-- All ids in order, the master last.
function tracks.ids()
    local ids = {}
    for index = 0, reaper.CountTracks(project.pointer) - 1 do
        ids[#ids + 1] = objects.track_id(reaper.GetTrack(project.pointer, index))
    end
    ids[#ids + 1] = objects.MASTER
    return ids
end

local function kind_of(track)
    if reaper.GetMediaTrackInfo_Value(track, "I_FOLDERDEPTH") == 1 then
        return "group"
    end
    local count = math.min(reaper.CountTrackMediaItems(track), ITEMS_TO_LOOK_AT)
    for index = 0, count - 1 do
        if items.midi_take(reaper.GetTrackMediaItem(track, index)) then
            return "midi"
        end
    end
    return count == 0 and "midi" or "audio"
end

local function color_of(track)
    local native = math.tointeger(reaper.GetMediaTrackInfo_Value(track, "I_CUSTOMCOLOR"))
    if native & HAS_COLOR == 0 then
        return -1
    end
    local red, green, blue = reaper.ColorFromNative(native & 0xFFFFFF)
    return red << 16 | green << 8 | blue
end

local function name_of(track, number)
    local _, name = reaper.GetSetMediaTrackInfo_String(track, "P_NAME", "", false)
    return name ~= "" and osc.clean_text(name) or string.format("Track %d", number)
end

local function master()
    local track = reaper.GetMasterTrack(project.pointer)
    return {
        name = "Master", kind = "master", index = reaper.CountTracks(project.pointer), color = color_of(track),
        group_id = "",
    }, track
end

local function ordinary(id)
    local track = objects.track(id)
    if not track then
        return nil
    end
    -- Counted from 1.
    local number = math.tointeger(reaper.GetMediaTrackInfo_Value(track, "IP_TRACKNUMBER"))
    local parent = reaper.GetParentTrack(track)
    return {
        name = name_of(track, number), kind = kind_of(track), index = number - 1, color = color_of(track),
        group_id = parent and objects.track_id(parent) or "",
    }, track
end

-- A track as /track tells it, nil when it is gone.
function tracks.describe(id)
    local described, track
    if id == objects.MASTER then
        described, track = master()
    else
        described, track = ordinary(id)
    end
    if described then
        described.id = id
        strips.read(track, described)
    end
    return described
end

-- What a track sends to others: id -> dB, of several to one track the loudest. A muted send gives nothing.
function tracks.sends(id)
    local track, found = objects.track(id), {}
    for index = 0, track and reaper.GetTrackNumSends(track, SENDS) - 1 or -1 do
        local to = reaper.GetTrackSendInfo_Value(track, SENDS, index, "P_DESTTRACK")
        local is_muted = reaper.GetTrackSendInfo_Value(track, SENDS, index, "B_MUTE") ~= 0
        local level = is_muted and 0 or reaper.GetTrackSendInfo_Value(track, SENDS, index, "D_VOL")
        if reaper.ValidatePtr2(project.pointer, to, "MediaTrack*") then
            local to_id = objects.track_id(to)
            found[to_id] = math.max(found[to_id] or SILENCE_DB, levels.db(level))
        end
    end
    return found
end

-- A track's peak level in dBFS, left and right, before its fader; the master's after it.
function tracks.level(id)
    local track = objects.track(id)
    if not track then
        return nil
    end
    return levels.db(reaper.Track_GetPeakInfo(track, 0)), levels.db(reaper.Track_GetPeakInfo(track, 1))
end

return tracks
