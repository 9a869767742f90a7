// The form of an offer: the currency follows the region, figures follow the form, and what is not saved is not lost.
(() => {
    const form = document.getElementById("offer-form");
    if (!form) return;
    const unsaved = form.querySelector("[data-unsaved]");
    const model = document.getElementById("model");
    const region = form.elements.region;
    const currency = form.elements.currency;
    const currencies = JSON.parse(document.getElementById("currencies").textContent);
    let before = region.value;
    let leaving = false;
    let opened = new Map();

    region.addEventListener("change", () => {
        if (currency.value.toUpperCase() === currencies[before]) currency.value = currencies[region.value] ?? currency.value;
        before = region.value;
    });
    form.addEventListener("input", () => {
        unsaved.hidden = false;
    });
    // What is noted of the candidate takes the package along, which comes back as it was typed.
    document.addEventListener("formdata", (event) => {
        if (!("keepsPackage" in event.target.dataset) || unsaved.hidden) return;
        const typed = new FormData(form);
        typed.delete("csrfmiddlewaretoken");
        event.formData.append("package", new URLSearchParams(typed).toString());
    });
    document.addEventListener("submit", (event) => {
        leaving = event.target === form || "keepsPackage" in event.target.dataset;
    });
    addEventListener("beforeunload", (event) => {
        if (!unsaved.hidden && !leaving) event.preventDefault();
    });
    // What was typed before htmx listened, or what a browser restores of an earlier visit, is calculated as well.
    const isTyped = ({ options, selectedIndex, type, checked, defaultChecked, value, defaultValue }) => {
        if (options) return selectedIndex !== Math.max([...options].findIndex((one) => one.defaultSelected), 0);
        if (type === "checkbox" || type === "radio") return checked !== defaultChecked;
        return value !== defaultValue;
    };
    const fields = form.querySelectorAll("input:not([type=hidden]), select, textarea");
    document.addEventListener(
        "htmx:load",
        () => {
            if (![...fields].some(isTyped)) return;
            unsaved.hidden = false;
            htmx.trigger(form, "change");
        },
        { once: true },
    );
    // Who is logged out gets the log-in page as an answer: it has no place beside the form.
    document.addEventListener("htmx:beforeSwap", (event) => {
        if (new URL(event.detail.xhr.responseURL).pathname.endsWith("/offer/model/")) {
            opened = new Map([...model.querySelectorAll("details[id]")].map((one) => [one.id, one.open]));
            return;
        }
        event.detail.shouldSwap = false;
        unsaved.hidden = false;
        unsaved.textContent = "You are logged out: log in in another tab, nothing typed is lost";
    });
    document.addEventListener("htmx:afterSwap", (event) => {
        if (event.detail.target !== model) return;
        for (const [id, open] of opened) {
            const one = document.getElementById(id);
            if (one) one.open = open;
        }
        for (const one of form.querySelectorAll("[data-marked]")) {
            one.classList.remove("field--error");
            delete one.dataset.marked;
            for (const input of one.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
        }
        for (const { dataset } of model.querySelectorAll("[data-field]:not([data-field=''])")) {
            for (const input of form.querySelectorAll("[name]:not([type=hidden], button)")) {
                if (input.name.replace(/_\d+$/, "") !== dataset.field) continue; // a field of years has one box for each
                const marked = input.closest(".field");
                input.setAttribute("aria-invalid", "true");
                marked.classList.add("field--error");
                marked.dataset.marked = "";
            }
        }
    });
    // A link to what lies in a closed disclosure opens it.
    document.addEventListener("click", (event) => {
        const address = event.target.closest?.("a[href^='#']")?.getAttribute("href");
        const target = address && document.getElementById(address.slice(1));
        if (target) for (let one = target; one; one = one.parentElement) if (one.tagName === "DETAILS") one.open = true;
    });
})();
