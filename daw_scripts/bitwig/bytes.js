// Numbers and text as bytes, in ECMAScript 5: Bitwig's script engines promise no typed arrays.
//
// One global, SidemanBytes. Bytes are plain arrays of 0..255. Java has signed bytes: give send() what
// toSigned() makes, and take what a receive callback brings through fromSigned().

var SidemanBytes = (function () {
    "use strict";

    // Whole numbers ----------------------------------------------------------------------------------

    function toSigned(bytes) {
        var signed = [];
        for (var i = 0; i < bytes.length; i++) {
            signed.push(bytes[i] > 127 ? bytes[i] - 256 : bytes[i]);
        }
        return signed;
    }

    function fromSigned(bytes) {
        var unsigned = [];
        for (var i = 0; i < bytes.length; i++) {
            unsigned.push(bytes[i] & 255);
        }
        return unsigned;
    }

    function intBytes(value) {
        return [(value >> 24) & 255, (value >> 16) & 255, (value >> 8) & 255, value & 255];
    }

    function bytesInt(bytes, from) {
        return (bytes[from] << 24) | (bytes[from + 1] << 16) | (bytes[from + 2] << 8) | bytes[from + 3];
    }

    // IEEE 754: sign, exponent and mantissa by arithmetic ----------------------------------------

    var FLOATS = {
        8: {mantissaBits: 52, bias: 1023},
        4: {mantissaBits: 23, bias: 127}
    };

    // The power of two at or below a magnitude, but not under the smallest normal one. The logarithm
    // is only near it.
    function exponentOf(magnitude, smallest) {
        var exponent = Math.max(smallest, Math.floor(Math.log(magnitude) / Math.LN2));
        while (exponent > smallest && magnitude < Math.pow(2, exponent)) {
            exponent--;
        }
        while (magnitude >= Math.pow(2, exponent + 1)) {
            exponent++;
        }
        return exponent;
    }

    function roundHalfToEven(value) {
        var floor = Math.floor(value), rest = value - floor;
        return floor + (rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? 1 : 0);
    }

    // A finite number; a magnitude too large for 4 bytes becomes infinite.
    function floatBytes(value, size) {
        var bits = FLOATS[size].mantissaBits, bias = FLOATS[size].bias, hidden = Math.pow(2, bits);
        var magnitude = Math.abs(value), negative = value < 0 || (value === 0 && 1 / value < 0);
        var exponent = exponentOf(magnitude, 1 - bias);
        var mantissa = roundHalfToEven(magnitude / Math.pow(2, exponent - bits));
        if (mantissa === 2 * hidden) {
            mantissa = hidden;
            exponent++;
        }
        var biased = mantissa < hidden ? 0 : exponent + bias;
        mantissa = mantissa < hidden ? mantissa : mantissa - hidden;
        if (biased > 2 * bias) {
            biased = 2 * bias + 1;
            mantissa = 0;
        }
        var bytes = [];
        for (var i = size - 1; i >= 2; i--) {
            bytes[i] = mantissa % 256;
            mantissa = Math.floor(mantissa / 256);
        }
        var head = (negative ? 0x8000 : 0) + biased * Math.pow(2, bits - 8 * (size - 2)) + mantissa;
        bytes[0] = head >> 8;
        bytes[1] = head & 255;
        return bytes;
    }

    function bytesFloat(bytes, from, size) {
        var bits = FLOATS[size].mantissaBits, bias = FLOATS[size].bias;
        var head = bytes[from] * 256 + bytes[from + 1], headBits = bits - 8 * (size - 2);
        var biased = (head & 0x7FFF) >> headBits, mantissa = head & ((1 << headBits) - 1);
        for (var i = 2; i < size; i++) {
            mantissa = mantissa * 256 + bytes[from + i];
        }
        var sign = head & 0x8000 ? -1 : 1;
        if (biased > 2 * bias) {
            return mantissa ? NaN : sign * Infinity;
        }
        if (biased) {
            mantissa += Math.pow(2, bits);
        }
        return sign * mantissa * Math.pow(2, Math.max(biased, 1) - bias - bits);
    }

    // UTF-8 ----------------------------------------------------------------------------------------

    // By number of bytes: bits that mark the first byte, the bits they are in, the code points meant.
    var UTF8 = [
        {lead: 0x00, mask: 0x80, more: 0, low: 0x0, high: 0x7F},
        {lead: 0xC0, mask: 0xE0, more: 1, low: 0x80, high: 0x7FF},
        {lead: 0xE0, mask: 0xF0, more: 2, low: 0x800, high: 0xFFFF},
        {lead: 0xF0, mask: 0xF8, more: 3, low: 0x10000, high: 0x10FFFF}
    ];

    function isSurrogate(code) {
        return code >= 0xD800 && code <= 0xDFFF;
    }

    // Code points; a surrogate without its other half stays as it is.
    function codePoints(text) {
        var codes = [];
        for (var i = 0; i < text.length; i++) {
            var code = text.charCodeAt(i), next = text.charCodeAt(i + 1);
            if (code >= 0xD800 && code <= 0xDBFF && next >= 0xDC00 && next <= 0xDFFF) {
                code = 0x10000 + ((code - 0xD800) << 10) + (next - 0xDC00);
                i++;
            }
            codes.push(code);
        }
        return codes;
    }

    function textOf(codes) {
        return codes.map(function (code) {
            var above = code - 0x10000;
            return above < 0 ? String.fromCharCode(code)
                : String.fromCharCode(0xD800 + (above >> 10), 0xDC00 + (above & 0x3FF));
        }).join("");
    }

    // The bytes of code points.
    function utf8Bytes(codes) {
        var bytes = [];
        codes.forEach(function (code) {
            var row = UTF8.filter(function (each) { return code <= each.high; })[0];
            bytes.push(row.lead | (code >> (6 * row.more)));
            for (var more = row.more - 1; more >= 0; more--) {
                bytes.push(0x80 | ((code >> (6 * more)) & 63));
            }
        });
        return bytes;
    }

    // The text between two indexes; null where it is not UTF-8.
    function utf8Text(bytes, from, end) {
        var codes = [];
        while (from < end) {
            var first = bytes[from++];
            var row = UTF8.filter(function (each) { return (first & each.mask) === each.lead; })[0];
            var code = row ? first & ~row.mask : 0, stop = from + (row ? row.more : 0);
            while (from < stop && (bytes[from] & 0xC0) === 0x80) {
                code = (code << 6) | (bytes[from++] & 63);
            }
            if (!row || from < stop || code < row.low || code > row.high || isSurrogate(code)) {
                return null;
            }
            codes.push(code);
        }
        return textOf(codes);
    }

    return {
        toSigned: toSigned,
        fromSigned: fromSigned,
        intBytes: intBytes,
        bytesInt: bytesInt,
        floatBytes: floatBytes,
        bytesFloat: bytesFloat,
        isSurrogate: isSurrogate,
        codePoints: codePoints,
        textOf: textOf,
        utf8Bytes: utf8Bytes,
        utf8Text: utf8Text
    };
}());

if (typeof module !== "undefined" && module.exports) {
    module.exports = SidemanBytes;
}
