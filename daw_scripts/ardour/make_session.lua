-- ardour7-lua make_session.lua FOLDER NAME DESCRIPTION
--
-- Makes a new session. DESCRIPTION is a file of framed messages of the wire: /transport, /track, /clip,
-- and the /notes of each clip, as a snapshot tells them. Tracks get ids of Ardour's own.

local root = debug.getinfo(1, "S").source:match("^@(.*)/ardour/[^/]*$") or ".."
local use = assert(loadfile(root .. "/lua/use.lua"))(root)
local wire, journal = use("wire"), use("lua/journal")

local folder, name, description = arg[1], arg[2], arg[3]

local function read_messages()
    local file = assert(io.open(description, "rb"))
    local packets = assert(wire.osc.deframer():feed(file:read("a")))
    file:close()
    local messages = {}
    for index, packet in ipairs(packets) do
        messages[index] = assert(wire.osc.decode(packet))
    end
    return messages
end

AudioEngine:set_backend("None (Dummy)", "", "")
Session = create_session(folder, name, 48000)
assert(Session, "Ardour cannot make a session in " .. folder)

local changes, strips = use("ardour/changes"), use("ardour/strips")
local ids, clips, order = {}, {}, {}
local plan = {journal = journal.new(), request = {label = "demo", changes = {}}}
local make = {}

make["/transport"] = function(told)
    local map, start = Temporal.TempoMap.write_copy(), Temporal.timepos_t(0)
    map:set_tempo(Temporal.Tempo(told.tempo_bpm, told.tempo_bpm, 4), start)
    map:set_meter(Temporal.Meter(told.numerator, told.denominator), start)
    Temporal.TempoMap.update(map)
end

make["/track"] = function(told)
    if told.kind ~= "midi" and told.kind ~= "audio" then
        return
    end
    local change = {asked = told}
    changes["track/create"].finish(plan, change)
    ids[told.id] = change.track_id
    strips.set(change.track_id, "volume_db", told.volume_db, plan.journal)
    if told.kind == "audio" then
        strips.set(change.track_id, "pan", told.pan, plan.journal)
    end
    strips.set(change.track_id, "muted", told.muted, plan.journal)
end

make["/clip"] = function(told)
    if told.is_midi == 1 and told.scene_id == "" and ids[told.track_id] then
        told.track_id = ids[told.track_id]
        clips[told.id] = {asked = told, collector = wire.osc.collector(told.note_count)}
        order[#order + 1] = told.id
    end
end

make["/notes"] = function(told)
    local clip = clips[told.clip_id]
    if clip then
        assert(clip.collector:add(told.offset, told.notes))
    end
end

for _, message in ipairs(read_messages()) do
    local maker = make[message.address]
    if maker then
        maker(message.named)
    end
end

local create = changes["clip/create"]
for _, id in ipairs(order) do
    local clip = clips[id]
    clip.notes = assert(wire.osc.unpack_notes(assert(clip.collector:notes())))
    create.prepare(plan, clip)
    Session:begin_reversible_command("demo")
    create.make(plan, clip)
    Session:commit_reversible_command(nil)
end

sleep(0.1) -- switches are taken over at the engine's next cycle
Session:save_state("")
plan, clips = nil, nil
collectgarbage()
close_session()
quit()
