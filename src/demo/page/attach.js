// What can be sent beside a text: pictures, an album, a file, a contact. Of a file only its name is sent.

const $ = (id) => document.getElementById(id);

// Takes the text field, what fits it to its words, and what does something in the chat.
export const attachments = ({ text, fit, act }) => {
  // A picture or a file takes what is typed as its caption, as on a phone.
  const attach = async (deed) => {
    const words = text.value;
    text.value = "";
    fit();
    if (!(await act({ ...deed, text: words }))) { text.value = words; fit(); }
  };
  const show = (shown) => {
    $("attachments").hidden = !shown;
    $("attach").setAttribute("aria-expanded", String(shown));
  };
  const kinds = {
    photo: () => attach({ kind: "photo" }),
    album: () => attach({ kind: "photo", count: 3 }),
    file: () => $("file").click(),
    contact: () => act({ kind: "contact", name: "John Smith", phone: "+44 7700 900123" }),
  };
  $("attach").addEventListener("click", () => {
    show($("attachments").hidden);
    if (!$("attachments").hidden) $("attachments").querySelector("button").focus();
  });
  $("attachments").addEventListener("click", (event) => {
    const chosen = event.target.closest("button");
    if (!chosen) return;
    show(false);
    kinds[chosen.dataset.attach]();
  });
  $("file").addEventListener("change", () => {
    const [file] = $("file").files;
    if (file) attach({ kind: "file", name: file.name });
    $("file").value = "";
  });
  // Closes the menu; says whether it was open.
  return () => {
    const open = !$("attachments").hidden;
    if (open) { show(false); $("attach").focus(); }
    return open;
  };
};
