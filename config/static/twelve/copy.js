// Copies what stands beside a button: <button data-copy="id of the element"><span>Copy</span></button>
const announced = document.createElement("p");
announced.className = "visually-hidden";
announced.setAttribute("role", "status");
document.addEventListener("DOMContentLoaded", () => document.body.append(announced));
document.addEventListener("click", async (event) => {
    const button = event.target.closest("button[data-copy]");
    const source = button && document.getElementById(button.dataset.copy);
    if (!source) {
        return;
    }
    let done = false;
    try {
        await navigator.clipboard.writeText(source.textContent.trim());
        done = true;
    } catch {
        // Without https, or without leave: what is selected can be copied by the keyboard
        const range = document.createRange();
        range.selectNodeContents(source);
        getSelection().removeAllRanges();
        getSelection().addRange(range);
    }
    const said = button.querySelector("span");
    said.textContent = done ? "Copied" : "Selected";
    announced.textContent = done ? "Copied." : "Selected: copy it by the keyboard.";
    button.classList.add("copy--done");
    setTimeout(() => {
        said.textContent = "Copy";
        announced.textContent = "";
        button.classList.remove("copy--done");
    }, 2000);
});
