-- A small window, docked at first: is Sideman connected, what did it say last, its knobs and its six
-- buttons. It holds nothing that the actions do not, so that keys and screen readers lack nothing.

local use = ...
local triggers, voice = use("wire").protocol.TRIGGER_VERBS, use("reaper/voice")
local knobs = use("reaper/knobs")

local TITLE, WIDTH, HEIGHT = "Sideman", 420, 112
local SECTION, KEY = "Sideman", "dock"
local DOCKED, ASK = 1, -1
local MARGIN, KNOB_TOP, BUTTON_TOP, ROW_HEIGHT = 8, 44, 76, 28
local FONT, FONT_PX = "Arial", 15
local LEFT_BUTTON, CLOSED = 1, -1

local window = {}
local is_open, was_down, dock = false, false, DOCKED

function window.open()
    if not is_open then
        dock = math.tointeger(tonumber(reaper.GetExtState(SECTION, KEY))) or DOCKED
        gfx.init(TITLE, WIDTH, HEIGHT, dock)
        gfx.setfont(1, FONT, FONT_PX)
        is_open = true
    end
end

-- Docked or not, and in which docker: as the musician has left it.
local function remember_dock()
    local now = math.floor(gfx.dock(ASK))
    if now ~= dock then
        dock = now
        reaper.SetExtState(SECTION, KEY, tostring(dock), true)
    end
end

function window.close()
    if is_open then
        gfx.quit()
        is_open = false
    end
end

local function write(text, x, y)
    gfx.x, gfx.y = x, y
    gfx.drawstr(text)
end

-- A row of boxes as wide as the window: {label, verb, argument below the left half, the same right}.
local function buttons()
    local found = {}
    for position, verb in ipairs(triggers) do
        found[position] = {label = verb, verb = verb, left = "", right = ""}
    end
    return found
end

local function knob_boxes()
    local found = {}
    for position, row in ipairs(knobs.ROWS) do
        found[position] = {label = "- " .. knobs.shown(row) .. " +", verb = "turn", left = row.name .. " -1",
            right = row.name .. " 1"}
    end
    return found
end

local function box_width(boxes)
    return (gfx.w - MARGIN) / #boxes - MARGIN
end

local function draw_row(boxes, top)
    for position, box in ipairs(boxes) do
        local x = MARGIN + (position - 1) * (box_width(boxes) + MARGIN)
        gfx.rect(x, top, box_width(boxes), ROW_HEIGHT, 0)
        write(box.label, x + 4, top + 6)
    end
end

local function draw(is_connected)
    gfx.set(0.9, 0.9, 0.9)
    write(is_connected and "connected" or "not connected: sideman start", MARGIN, MARGIN)
    write(voice.said, MARGIN, MARGIN + FONT_PX + 2)
    draw_row(knob_boxes(), KNOB_TOP)
    draw_row(buttons(), BUTTON_TOP)
    gfx.update()
end

-- Verb and argument of the box under the mouse, nil for none.
local function hit(boxes, top, x, y)
    local width = box_width(boxes)
    local position = math.floor((x - MARGIN) / (width + MARGIN)) + 1
    local inside_x = (x - MARGIN) % (width + MARGIN)
    local box = y >= top and y < top + ROW_HEIGHT and inside_x < width and boxes[position]
    if box then
        return box.verb, inside_x < width / 2 and box.left or box.right
    end
end

local function clicked(press)
    for top, boxes in pairs({[KNOB_TOP] = knob_boxes(), [BUTTON_TOP] = buttons()}) do
        local verb, argument = hit(boxes, top, gfx.mouse_x, gfx.mouse_y)
        if verb then
            press(verb, argument)
        end
    end
end

-- Call it at every tick; press(verb, argument) is called for a click.
function window.tick(is_connected, press)
    if not is_open then
        return
    end
    if gfx.getchar() == CLOSED then
        return window.close()
    end
    remember_dock()
    local is_down = gfx.mouse_cap & LEFT_BUTTON ~= 0
    if is_down and not was_down then
        clicked(press)
    end
    was_down = is_down
    draw(is_connected)
end

return window
