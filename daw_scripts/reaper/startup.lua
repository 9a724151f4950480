-- >>> Sideman >>> (this block is kept by `sideman install reaper`; remove it with `sideman uninstall reaper`)
do
    local path = reaper.GetResourcePath() .. "/Scripts/Sideman/reaper/Sideman.lua"
    if reaper.file_exists(path) then
        reaper.Main_OnCommand(reaper.AddRemoveReaScript(true, 0, path, true), 0)
    end
end
-- <<< Sideman <<<
