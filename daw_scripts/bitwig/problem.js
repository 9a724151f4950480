// What went wrong, as it is answered: a code for programs, a message, and a hint for the musician.

var SidemanProblem = (function () {
    "use strict";

    function make(code, message, hint) {
        var problem = new Error(message);
        problem.code = code;
        problem.hint = hint || "";
        return problem;
    }

    function raise(code, message, hint) {
        throw make(code, message, hint);
    }

    // An error of the script itself is a problem too, and says so.
    function from(error) {
        return error && error.code ? error
            : make("internal", "The Sideman script failed: " + error, "Please report it, with this line.");
    }

    // The arguments of /error after the request id.
    function args(problem) {
        return [problem.code, problem.message, problem.hint || ""];
    }

    return {make: make, raise: raise, from: from, args: args};
}());
