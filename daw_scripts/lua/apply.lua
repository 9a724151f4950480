-- Makes the changes of a request: all of them, or none.
--
-- Every change is checked first. Then the host's table for its kind is walked, one phase for all
-- changes before the next:
--     check(plan, change)      what only this DAW refuses
--     prepare(plan, change)    work that the musician does not see, outside of the undo step
--     make(plan, change)       inside the one undo step
--     finish(plan, change)     what cannot be part of that step
-- A phase notes inverses in plan.journal and sets what was touched: change.ref (a clip) or
-- change.track_id. It may set change.settled, a function that says whether the DAW has taken it over.
-- The host also gives begin_undo(label), end_undo() and abort_undo().

local use = ...
local problem, journal, checks = use("lua/problem"), use("lua/journal"), use("lua/checks")
local transaction = use("lua/transaction")

local SETTLE_WITHIN_S = 1.0

local function phase(plan, name)
    for _, change in ipairs(plan.request.changes) do
        local action = plan.host.changes[change.kind][name]
        if action then
            action(plan, change)
        end
    end
end

local function check(plan)
    for _, change in ipairs(plan.request.changes) do
        checks[change.kind](plan, change)
    end
    phase(plan, "check")
end

local function make(plan)
    phase(plan, "prepare")
    plan.host.begin_undo(plan.request.label)
    plan.in_undo = true
    phase(plan, "make")
    plan.host.end_undo()
    plan.in_undo = false
    phase(plan, "finish")
    return true
end

local function take_back(plan)
    local failures = plan.journal:revert()
    if plan.in_undo then
        plan.host.abort_undo()
    end
    if #failures > 0 then
        plan.found.message = plan.found.message .. " Not all could be taken back: " .. table.concat(failures, "; ")
        plan.found.hint = "Look at the tracks that were to be changed, and undo by hand."
    end
end

local function all_settled(plan)
    for _, change in ipairs(plan.request.changes) do
        if change.settled and not change.settled() then
            return false
        end
    end
    return true
end

local function results(plan)
    local answers = {}
    for _, change in ipairs(plan.request.changes) do
        local id, object = change.track_id, nil
        if change.ref then
            id, object = change.ref.id, plan.mirror:refresh_clip(change.ref)
        else
            object = plan.mirror:refresh_track(id)
        end
        local revision = object and object.revision or plan.mirror.revisions[id] or 0
        answers[#answers + 1] = {"/change/result", change.index, id, revision}
    end
    answers[#answers + 1] = {"/done"}
    return answers
end

-- A job that ends in answer(answers): the results and /done, or the one /error.
local function job(host, mirror, request, answer)
    local plan = {
        host = host, mirror = mirror, request = request, journal = journal.new(), deleted = {}, spans = {},
    }
    local begun_s

    local function refuse(found)
        plan.found = found
        take_back(plan)
        answer({{"/error", found.code, found.message, found.hint}})
        return true
    end

    local function begin()
        transaction.check_deadline(request, host.now_s())
        check(plan)
        return make(plan)
    end

    return function()
        if not begun_s then
            local made, found = problem.guard(begin)
            if not made then
                return refuse(found)
            end
            begun_s = host.now_s()
        end
        if not all_settled(plan) then
            if host.now_s() - begun_s < SETTLE_WITHIN_S then
                return false
            end
            return refuse(problem.new("not_taken", host.title .. " did not take the change over.",
                "Is the track locked, record-safe or controlled by a group?"))
        end
        answer(results(plan))
        return true
    end
end

return {job = job}
