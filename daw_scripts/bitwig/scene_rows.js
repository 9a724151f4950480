// Which scene is which after scenes were put in, taken out or renamed.
//
// A scene has no identity in Bitwig, so two pictures are laid side by side: a row for each scene, with its
// name and the names in its slots. Equal rows at the top and at the bottom are the scenes of before;
// what lies between is new.

var SidemanSceneRows = (function () {
    "use strict";

    function sameFrom(before, now, at, limit) {
        var count = 0;
        while (count < limit && at(before, count) === at(now, count)) {
            count++;
        }
        return count;
    }

    function fromTop(rows, index) {
        return rows[index];
    }

    function fromBottom(rows, index) {
        return rows[rows.length - 1 - index];
    }

    // before, now: rows. Gives for each row of now the index that it had before, -1 for a new one. As
    // many rows as before mean the same scenes: one was renamed or refilled.
    function match(before, now) {
        var shorter = Math.min(before.length, now.length), same = before.length === now.length;
        var top = same ? shorter : sameFrom(before, now, fromTop, shorter);
        var bottom = same ? 0 : sameFrom(before, now, fromBottom, shorter - top);
        return now.map(function (row, index) {
            if (index < top) {
                return index;
            }
            return index >= now.length - bottom ? index - now.length + before.length : -1;
        });
    }

    return {match: match};
}());
