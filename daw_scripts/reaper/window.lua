-- A small window, dockable: is Sideman connected, what did it say last, and its six buttons. It holds
-- nothing that the actions do not, so that keys and screen readers lack nothing.

local use = ...
local triggers, voice = use("wire").protocol.TRIGGER_VERBS, use("reaper/voice")

local TITLE, WIDTH, HEIGHT, DOCK = "Sideman", 360, 84, 0
local MARGIN, BUTTON_TOP, BUTTON_HEIGHT = 8, 44, 28
local FONT, FONT_PX = "Arial", 15
local LEFT_BUTTON, CLOSED = 1, -1

local window = {}
local is_open, was_down = false, false

function window.open()
    if not is_open then
        gfx.init(TITLE, WIDTH, HEIGHT, DOCK)
        gfx.setfont(1, FONT, FONT_PX)
        is_open = true
    end
end

function window.close()
    if is_open then
        gfx.quit()
        is_open = false
    end
end

local function button_width()
    return (gfx.w - MARGIN) / #triggers - MARGIN
end

local function write(text, x, y)
    gfx.x, gfx.y = x, y
    gfx.drawstr(text)
end

local function draw(is_connected)
    gfx.set(0.9, 0.9, 0.9)
    write(is_connected and "connected" or "not connected: sideman start", MARGIN, MARGIN)
    write(voice.said, MARGIN, MARGIN + FONT_PX + 2)
    for position, verb in ipairs(triggers) do
        local x = MARGIN + (position - 1) * (button_width() + MARGIN)
        gfx.rect(x, BUTTON_TOP, button_width(), BUTTON_HEIGHT, 0)
        write(verb, x + 4, BUTTON_TOP + 6)
    end
    gfx.update()
end

-- The verb under the mouse, nil for none.
local function verb_at(x, y)
    local step = button_width() + MARGIN
    local position = math.floor((x - MARGIN) / step) + 1
    local is_inside = y >= BUTTON_TOP and y < BUTTON_TOP + BUTTON_HEIGHT and (x - MARGIN) % step < button_width()
    return is_inside and triggers[position] or nil
end

-- Call it at every tick; press(verb, argument) is called for a click.
function window.tick(is_connected, press)
    if not is_open then
        return
    end
    if gfx.getchar() == CLOSED then
        return window.close()
    end
    local is_down = gfx.mouse_cap & LEFT_BUTTON ~= 0
    local verb = is_down and not was_down and verb_at(gfx.mouse_x, gfx.mouse_y)
    was_down = is_down
    if verb then
        press(verb, "")
    end
    draw(is_connected)
end

return window
