-- Work that may take longer than a tick. A job is a function(out_of_time) that does a piece, looks at
-- out_of_time() now and then, and gives true when it is finished. Jobs are done one after another.

local Jobs = {}
Jobs.__index = Jobs

local function new()
    return setmetatable({queue = {}}, Jobs)
end

-- lasting: the job must come to its end even when the connection that asked for it is gone.
function Jobs:add(job, lasting)
    self.queue[#self.queue + 1] = {run = job, lasting = lasting}
end

function Jobs:drop_passing()
    local kept = {}
    for _, job in ipairs(self.queue) do
        if job.lasting then
            kept[#kept + 1] = job
        end
    end
    self.queue = kept
end

-- Works until nothing is left, time is out, or the first job has nothing more to do in this tick.
function Jobs:step(out_of_time)
    while self.queue[1] and not out_of_time() do
        local job = self.queue[1]
        if not job.run(out_of_time) then
            return
        end
        if self.queue[1] == job then
            table.remove(self.queue, 1)
        end
    end
end

return {new = new}
