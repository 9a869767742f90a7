// Fills in a demo login. This file is loaded on development machines only.
for (const button of document.querySelectorAll("button[data-username]")) {
    button.addEventListener("click", () => {
        document.querySelector("input[name=username]").value = button.dataset.username;
        document.querySelector("input[name=password]").value = button.dataset.password;
        document.querySelector("form .btn--primary").focus();
    });
}
