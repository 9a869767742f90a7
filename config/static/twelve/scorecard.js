// Saves a scorecard while it is filled in, and loses nothing: what has not reached the server is kept on this device.
//
// One save at a time, each with the revision that this page saw last. After a network failure the same text goes out
// again before anything newer, so that an answer which was lost on its way is recognised and is no conflict.

const QUIET = 600; // milliseconds without a change before a save ...
const BUSY = 8000; // ... and the longest that somebody who keeps typing waits for one
const PATIENCE = 15000;
const RETRIES = [2000, 4000, 8000, 15000, 30000];

const form = document.getElementById("scorecard");
const done = document.querySelector("[data-submitted]");
if (done) localStorage.removeItem(done.dataset.submitted);
if (form) start(form);

function start(form) {
    const revision = form.elements.revision;
    const state = form.querySelector("[data-save-state]");
    const key = form.dataset.key;
    let changes = 0; // counts edits; `saved` is the count that the server has
    let saved = 0;
    let waitingSince = 0;
    let timer = 0;
    let running = null;
    let unsure = null; // the body of a save whose outcome is unknown
    let failures = 0;
    let base = fields(); // what the server holds, as far as this page knows
    let stopped = !form.querySelector("[data-banner=conflict]").hidden;

    // What is entered ---------------------------------------------------------------------------------------------
    function fields() {
        return [...new FormData(form)].filter(([name]) => name !== "revision" && name !== "csrfmiddlewaretoken");
    }

    // What is empty in the entries leaves the page as it is: nobody's text gives way to nothing.
    function put(entries) {
        for (const [name, value] of entries) {
            if (!value) continue;
            for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
                if (control.type === "radio") control.checked = control.value === value;
                else control.value = value;
            }
        }
        for (const flag of form.querySelectorAll("[data-flag]")) {
            if (flag.querySelector("textarea").value) flag.querySelector("details").open = true;
        }
        show();
    }

    function keep() {
        const copy = { revision: revision.value, at: new Date().toISOString(), fields: fields(), base };
        try {
            localStorage.setItem(key, JSON.stringify(copy));
        } catch {
            say("failed", "This browser keeps nothing on this device: do not close the page before it is saved.");
        }
    }

    // Saving ------------------------------------------------------------------------------------------------------
    function changed() {
        changes += 1;
        keep();
        show();
        if (stopped) return;
        if (!running && !failures) say("waiting", "Not saved yet");
        waitingSince ||= Date.now();
        plan(Math.min(QUIET, Math.max(0, waitingSince + BUSY - Date.now())));
    }

    function plan(delay) {
        clearTimeout(timer);
        timer = setTimeout(save, delay);
    }

    function save({ leaving = false } = {}) {
        clearTimeout(timer);
        timer = 0;
        if (running || stopped || (saved === changes && !unsure)) return running;
        waitingSince = 0;
        const entered = fields();
        const body = new URLSearchParams([["revision", revision.value], ...entered]);
        const attempt = unsure ?? { count: changes, entered, body };
        if (!failures) say("saving", "Saving …");
        running = send(attempt, leaving).finally(() => {
            running = null;
            if (!stopped && saved !== changes && !timer) plan(0);
        });
        return running;
    }

    async function send(attempt, leaving) {
        let response;
        try {
            response = await fetch(form.dataset.save, {
                method: "POST",
                body: attempt.body,
                headers: { Accept: "application/json", "X-CSRFToken": token() },
                redirect: "manual",
                keepalive: leaving,
                signal: AbortSignal.timeout(PATIENCE),
            });
            if (response.ok) return succeeded(attempt, await response.json());
        } catch {
            unsure = attempt;
            return again("Not saved, retrying. Your text is kept on this device.");
        }
        if (response.type === "opaqueredirect" || response.status === 403) {
            unsure = null;
            return again("Not saved: you are logged out.", form.dataset.login);
        }
        if (response.status === 409) return conflict();
        if (response.status === 422) return refused(attempt, await response.json());
        if (response.status === 404) return halt("Not saved: this card is not yours any more.");
        unsure = attempt;
        again("Not saved, retrying. The server has a problem; your text is kept on this device.");
    }

    function succeeded(attempt, answer) {
        revision.value = answer.revision;
        [saved, base, unsure, failures] = [attempt.count, attempt.entered, null, 0];
        form.querySelector("[data-banner=refused]").hidden = true;
        if (saved === changes) {
            localStorage.removeItem(key);
            say("saved", `Saved ${answer.text}`);
        } else {
            keep();
            plan(QUIET);
        }
    }

    function again(words, login) {
        say("failed", words);
        if (login) {
            const link = document.createElement("a");
            Object.assign(link, { href: login, target: "_blank", textContent: "Log in in another tab" });
            state.append(" ", link);
        }
        plan(RETRIES[Math.min(failures, RETRIES.length - 1)]);
        failures += 1;
    }

    function conflict() {
        halt("Not saved: changed elsewhere");
        state.dataset.state = "conflict";
        reveal("conflict").focus();
    }

    function refused(attempt, answer) {
        // Trying again would change nothing; the next edit does.
        [saved, unsure, failures] = [attempt.count, null, 0];
        form.querySelector("[data-refused]").textContent = answer.problems.map((one) => one.message).join(" ");
        reveal("refused");
        say("failed", "Not saved");
    }

    function halt(words) {
        stopped = true;
        clearTimeout(timer);
        keep();
        say("failed", words);
    }

    function say(name, words) {
        state.dataset.state = name;
        state.textContent = words;
    }

    function reveal(name) {
        const banner = form.querySelector(`[data-banner=${name}]`);
        banner.hidden = false;
        return banner;
    }

    // Submitting waits for a save that is on its way, so that both carry the right revision --------------------------
    form.addEventListener("submit", (event) => {
        clearTimeout(timer);
        if (!running) {
            keep();
            stopped = true; // the page is on its way out
            return;
        }
        event.preventDefault();
        running.finally(() => setTimeout(() => form.requestSubmit(event.submitter)));
    });
    addEventListener("pageshow", (event) => {
        if (event.persisted) location.reload();
    });
    addEventListener("online", () => failures && plan(0));
    document.addEventListener("visibilitychange", () => {
        if (document.visibilityState === "hidden") save({ leaving: true });
    });

    // What this device kept from an earlier visit -----------------------------------------------------------------
    function lookBack() {
        const copy = JSON.parse(localStorage.getItem(key) ?? "null");
        if (!copy || stopped) return;
        if (JSON.stringify(copy.fields) === JSON.stringify(fields())) {
            localStorage.removeItem(key);
        } else if (copy.revision === revision.value) {
            put(copy.fields);
            changed();
        } else {
            form.querySelector("[data-left-over-time]").textContent = `(${new Date(copy.at).toLocaleString()})`;
            const banner = reveal("left-over");
            banner.querySelector("[data-do=put-back]").onclick = () => {
                banner.hidden = true;
                const before = new Map(copy.base);
                put(copy.fields.filter(([name, value]) => before.get(name) !== value));
                changed();
            };
            banner.querySelector("[data-do=discard]").onclick = () => {
                banner.hidden = true;
                localStorage.removeItem(key);
            };
        }
    }

    // What the page says about what is entered ----------------------------------------------------------------------
    function show() {
        const groups = [...form.querySelectorAll(".rating")];
        const rated = groups.filter((group) => group.querySelector(":checked")).length;
        form.querySelector("[data-progress]").textContent = `${rated} of ${groups.length} rated`;
        let raised = 0;
        for (const flag of form.querySelectorAll("[data-flag]")) {
            const is = flag.querySelector("textarea").value.trim() !== "";
            flag.querySelector("[data-is-raised]").hidden = !is;
            flag.querySelector("[data-remove]").hidden = !is;
            raised += is;
        }
        form.querySelector("[data-raised]").textContent = raised;
    }

    const personal = new RegExp(`\\b(${form.dataset.words.split(" ").join("|")})\\b`, "i");
    form.addEventListener("input", (event) => {
        if (event.target.id === "flag-filter") return;
        changed();
        if ("evidence" in event.target.dataset) {
            const hint = event.target.parentElement.querySelector("[data-hint]");
            const found = event.target.value.match(personal);
            hint.hidden = !found;
            if (found) {
                hint.textContent = `“${found[0]}” tells of a person. Write what happened: a quote, an action, a number. Candidates may ask to read this.`;
            }
        }
    });
    form.addEventListener("click", (event) => {
        if (!event.target.matches("[data-remove]")) return;
        const flag = event.target.closest("[data-flag]");
        flag.querySelector("textarea").value = "";
        flag.querySelector("details").open = false;
        flag.querySelector("summary").focus();
        changed();
    });
    const filter = form.querySelector("[data-filter]");
    filter.hidden = false;
    filter.addEventListener("input", () => {
        const words = filter.querySelector("input").value.toLowerCase().split(/\s+/);
        for (const flag of form.querySelectorAll("[data-flag]")) {
            const text = flag.textContent.toLowerCase();
            flag.hidden = !words.every((word) => text.includes(word));
        }
    });
    filter.addEventListener("keydown", (event) => {
        if (event.key === "Enter") event.preventDefault();
    });

    form.querySelector("[data-save-button]").hidden = true; // drafts save themselves
    form.querySelector("[data-focus]")?.focus();
    show();
    lookBack();
    if ("unsaved" in form.dataset && !stopped) changed(); // came back with what is missing, not saved
}

function token() {
    return document.cookie.match(/(?:^|; )csrftoken=([^;]+)/)?.[1] ?? document.querySelector("[name=csrfmiddlewaretoken]").value;
}
