// Draws one message and keeps it up to date. Text comes as (text, entities) and becomes nodes one
// by one; no string from the bot is ever parsed as HTML.

export const make = (tag, className, text) => {
  const node = document.createElement(tag);
  if (className) node.className = className;
  if (text !== undefined) node.textContent = text;
  return node;
};

const TAGS = {
  bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code", pre: "pre",
  blockquote: "blockquote",
};

const safeUrl = (url) => (/^(https?:|mailto:)/i.test(url) ? url : null);

const link = (url) => {
  const node = make("a");
  node.href = url;
  node.target = "_blank";
  node.rel = "noopener noreferrer";
  return node;
};

// Plain addresses and commands in a text can be followed, as on a phone.
const TOUCHABLE = /(^|[\s(])(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)]|\/[a-z][a-z0-9_]{1,31}(?![\w/.]))/g;

const addWords = (parent, words, act) => {
  let done = 0;
  for (const found of act.plain ? [] : words.matchAll(TOUCHABLE)) {
    const start = found.index + found[1].length;
    parent.append(words.slice(done, start));
    let node;
    if (found[2].startsWith("/")) {
      node = make("button", "command");
      node.type = "button";
      node.addEventListener("click", () => act.command(found[2]));
    } else {
      node = link(found[2]);
    }
    node.textContent = found[2];
    parent.append(node);
    done = start + found[2].length;
  }
  parent.append(words.slice(done));
};

const container = (entity, act) => {
  if (entity.type === "text_link") {
    const url = safeUrl(entity.url || "");
    const node = url ? link(url) : make("span");
    return [node, node, { ...act, plain: true }];
  }
  if (entity.type === "spoiler") {
    const node = make("span", "spoiler");
    node.tabIndex = 0;
    node.setAttribute("role", "button");
    node.setAttribute("aria-label", "Hidden text: press to show");
    const open = () => {
      node.classList.add("open");
      for (const name of ["role", "aria-label", "tabindex"]) node.removeAttribute(name);
    };
    node.addEventListener("click", open);
    node.addEventListener("keydown", (event) => {
      if (event.key === "Enter" || event.key === " ") { event.preventDefault(); open(); }
    });
    return [node, node, act];
  }
  if (entity.type === "expandable_blockquote") {
    const node = make("blockquote");
    const fold = make("div", "fold");
    const more = make("button", "more", "Show more");
    more.type = "button";
    more.setAttribute("aria-expanded", "false");
    more.addEventListener("click", () => {
      const open = fold.classList.toggle("open");
      more.textContent = open ? "Show less" : "Show more";
      more.setAttribute("aria-expanded", String(open));
    });
    node.append(fold, more);
    return [node, fold, act];
  }
  const node = make(TAGS[entity.type] || "span");
  const plain = act.plain || entity.type === "code" || entity.type === "pre";
  return [node, node, { ...act, plain }];
};

const fill = (parent, text, from, to, entities, act) => {
  let at = from;
  for (let i = 0; i < entities.length; i += 1) {
    const entity = entities[i];
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    if (start >= end || entity.offset < at) continue;
    addWords(parent, text.slice(at, start), act);
    const [outer, inner, deeper] = container(entity, act);
    const inside = entities.slice(i + 1).filter((other) => other.offset < end);
    fill(inner, text, start, end, inside, deeper);
    parent.append(outer);
    at = end;
    // A quote is a block of its own; the line end that follows it is already there.
    if (outer.matches("blockquote, pre") && text[at] === "\n") at += 1;
  }
  addWords(parent, text.slice(at, to), act);
};

const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

export const excerpt = (message) => {
  if (!message) return "Message";
  const media = message.media ? message.media[0].toUpperCase() + message.media.slice(1).replaceAll("_", " ") : "";
  const words = message.text || message.file?.name || media;
  return words.replace(/\s+/g, " ").slice(0, 120);
};

const time = (seconds) =>
  new Date(seconds * 1000).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

const extension = (name) => (/\.([a-z0-9]{1,4})$/i.exec(name)?.[1] || "file").toUpperCase();
const size = (bytes) => (bytes < 1024 ? `${bytes} B` : bytes < 1024 * 1024
  ? `${(bytes / 1024).toFixed(1)} KB` : `${(bytes / 1024 / 1024).toFixed(1)} MB`);

// One message on the page: `update` changes only what differs, so that focus, an opened quote and
// the place of reading survive an edit.
export class Bubble {
  constructor(act) {
    this.act = act;
    this.node = make("li", "msg");
    this.bubble = make("div", "bubble");
    this.bubble.tabIndex = -1;
    this.author = make("div", "author");
    this.quoted = make("button", "quoted");
    this.quoted.type = "button";
    this.quoted.addEventListener("click", () => act.show(this.message.reply_to));
    this.media = make("div");
    this.body = make("div", "body");
    this.meta = make("div", "meta");
    this.reply = make("button", "", "Reply");
    this.reply.type = "button";
    this.reply.addEventListener("click", () => act.reply(this.message));
    this.edit = make("button", "", "Edit");
    this.edit.type = "button";
    this.edit.addEventListener("click", () => act.edit(this.message));
    this.edited = make("span", "", "edited");
    this.time = make("time");
    this.meta.append(this.reply, this.edit, this.edited, this.time);
    this.keys = make("div", "keys");
    this.bubble.append(this.author, this.quoted, this.media, this.body, this.meta);
    this.node.append(this.bubble, this.keys);
    this.keys.addEventListener("keydown", (event) => this.move(event));
  }

  update(message, parent, names, me) {
    const before = this.message;
    this.message = message;
    const mine = message.person === me;
    const keyed = message.buttons.length > 0;
    this.node.className = `msg ${message.from_bot ? "bot" : mine ? "mine" : "other"}`;
    this.node.classList.toggle("keyed", keyed);
    const author = names(message);
    this.author.textContent = author;
    // In a private chat the side says who it was; a screen reader is still told.
    this.author.className = mine || this.act.private() ? "author hidden" : "author";
    this.reply.setAttribute("aria-label", `Reply to ${author}: ${excerpt(message).slice(0, 40)}`);
    this.edit.hidden = !mine || message.media !== null;
    this.node.classList.toggle("album", Boolean(message.album) && !message.text);
    this.quoted.hidden = !message.reply_to;
    if (message.reply_to) {
      const who = parent ? names(parent) : "Earlier message";
      this.quoted.replaceChildren(make("strong", "", who), make("span", "", excerpt(parent)));
      this.quoted.setAttribute("aria-label", `In reply to ${who}: ${excerpt(parent)}. Show it.`);
    }
    if (!before || before.media !== message.media) this.drawMedia(message);
    if (!before || before.text !== message.text || !same(before.entities, message.entities)) {
      this.body.replaceChildren();
      fill(this.body, message.text, 0, message.text.length, message.entities, this.act);
    }
    this.edited.hidden = message.edited === 0;
    this.time.textContent = time(message.date);
    this.time.dateTime = new Date(message.date * 1000).toISOString();
    if (!before || !same(before.buttons, message.buttons)) this.drawKeys(message.buttons);
  }

  // A quote that fits needs no button; that is known only once it is on the page.
  measure() {
    for (const fold of this.body.querySelectorAll(".fold:not(.open)")) {
      fold.nextElementSibling.hidden = fold.scrollHeight <= fold.clientHeight + 1;
    }
  }

  drawMedia(message) {
    this.media.replaceChildren();
    if (message.media === "photo") {
      const photo = message.picture ? make("img", "picture") : make("div", "photo", "Sample photo");
      if (message.picture) {
        photo.src = `data:image/png;base64,${message.picture}`;
        photo.alt = message.text;
      }
      this.media.append(photo);
    } else if (message.file) {
      const file = make(message.file.readable ? "a" : "div", "file");
      if (message.file.readable) {
        file.href = this.act.file(message);
        file.target = "_blank";
        file.rel = "noopener noreferrer";
        file.setAttribute("aria-label", `Open ${message.file.name}`);
      }
      file.append(make("span", "sheet", extension(message.file.name)), make("strong", "", message.file.name),
        make("small", "", size(message.file.size)));
      this.media.append(file);
    } else if (message.media) {
      this.media.append(make("div", "file", `[${message.media}]`));
    }
  }

  // Reuses what is there by place, so that a press that only ticks a label keeps the focus.
  drawKeys(rows) {
    const focused = this.keys.contains(document.activeElement) ? document.activeElement : null;
    const words = (key) => key.textContent.replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    const pressed = focused && words(focused);
    rows.forEach((row, y) => {
      const line = this.keys.children[y] || this.keys.appendChild(make("div", "row"));
      row.forEach((button, x) => {
        const old = line.children[x];
        const tag = button.url ? "A" : "BUTTON";
        const key = old && old.tagName === tag ? old : make(tag.toLowerCase(), "key");
        if (!old) line.append(key);
        else if (old !== key) old.replaceWith(key);
        key.textContent = button.text;
        key.removeAttribute("aria-busy");
        if (button.url) {
          key.href = safeUrl(button.url) || "#";
          key.target = "_blank";
          key.rel = "noopener noreferrer";
        } else {
          key.type = "button";
          key.onclick = () => this.act.tap(this.message, button, key);
        }
      });
      while (line.children.length > row.length) line.lastChild.remove();
    });
    while (this.keys.children.length > rows.length) this.keys.lastChild.remove();
    // The pressed button is gone, or is another one now, which a second Enter must not press: stay
    // at this message, where the new question is read.
    if (focused && (!focused.isConnected || words(focused) !== pressed)) {
      this.bubble.focus({ preventScroll: true });
    }
  }

  busy(waiting) {
    const keys = [...this.keys.querySelectorAll(".key")];
    this.message.buttons.flat().forEach((button, i) => {
      const wait = waiting.some((w) => w.message === this.message.id && w.data === button.data);
      if (wait) keys[i].setAttribute("aria-busy", "true");
      else keys[i].removeAttribute("aria-busy");
    });
  }

  // Arrow keys walk the keyboard; Tab works as everywhere.
  move(event) {
    const steps = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
    const step = steps[event.key];
    const key = event.target.closest(".key");
    if (!step || !key) return;
    event.preventDefault();
    const x = [...key.parentNode.children].indexOf(key);
    const y = [...this.keys.children].indexOf(key.parentNode);
    const row = this.keys.children[y + step[1]];
    if (!row) return;
    const next = step[0] ? row.children[x + step[0]] : row.children[Math.min(x, row.children.length - 1)];
    if (next) next.focus();
  }
}
