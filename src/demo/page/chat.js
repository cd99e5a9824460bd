// The page: which chat is open, what the server says is new, and what the person does.

import { attachments } from "./attach.js";
import { inlineMode } from "./inline.js";
import { Bubble, excerpt, make } from "./message.js";

const $ = (id) => document.getElementById(id);
const query = new URLSearchParams(location.search);
// For pictures of the page: ?once=1 draws one snapshot and stops.
const once = query.has("once");
if (query.has("theme")) document.documentElement.dataset.theme = query.get("theme");

const state = {
  me: Number(query.get("as")) || 0, chat: Number(query.get("chat")) || 0,
  thread: Number(query.get("thread")) || null,
  people: [], chats: new Map(), waiting: [], bot: { name: "", username: "" },
  replyTo: null, editing: null, seenToast: null, read: new Map(), drafts: new Map(),
};
let bubbles = new Map();

const place = (chat, thread) => `${chat}/${thread || 0}`;
const here = () => state.chats.get(state.chat);
const inThread = (chat, thread) => chat.messages.filter((m) =>
  !chat.forum || (m.thread || null) === thread);
const nameOf = (message) => message.from_bot
  ? state.bot.name
  : (state.people.find((p) => p.id === message.person) || { name: "Somebody" }).name;
const initials = (name) => name.split(/\s+/).map((word) => word[0]).join("").slice(0, 2).toUpperCase();

// --- what a person does -------------------------------------------------------------------------

const post = (deed) => fetch("/act", {
  method: "POST", headers: { "Content-Type": "application/json" },
  body: JSON.stringify({ as: state.me, chat: state.chat, thread: state.thread, ...deed }),
});

const act = async (deed) => {
  try {
    const answer = await post(deed);
    if (!answer.ok) {
      const refused = await answer.json().catch(() => ({}));
      toast(refused.error || `The demo answered ${answer.status}.`);
    }
    return answer.ok;
  } catch {
    toast("The demo does not answer. Is it still running?");
    return false;
  }
};

// What something that one asks for is answered with, or null.
const asked = async (deed) => {
  try {
    const answer = await post(deed);
    return answer.ok ? await answer.json() : null;
  } catch {
    return null;
  }
};

const send = async (text) => {
  if (!text.trim()) return true;
  const deed = state.editing ? { kind: "edit", message: state.editing.id, text }
    : state.replyTo ? { kind: "reply", message: state.replyTo.id, text } : { kind: "send", text };
  stick = true;
  const sent = await act(deed);
  if (sent) setReply(null);
  return sent;
};

// In a group with several bots a command is addressed; phones do it on a tap, and so does this.
const sendCommand = (command) => {
  const address = here() && !here().private && !command.includes("@") ? `@${state.bot.username}` : "";
  return send(command + address);
};

// What is being written belongs to a message: it answers it, or it is its new text.
const setAbout = (words, message) => {
  $("replying").hidden = !message;
  if (!message) return;
  $("replying-who").textContent = words;
  $("replying-text").textContent = excerpt(message);
  $("text").focus();
};

const setReply = (message) => {
  state.editing = null;
  state.replyTo = message;
  setAbout(message && `Reply to ${nameOf(message)}`, message);
};

const setEdit = (message) => {
  setReply(null);
  state.editing = message;
  setAbout("Edit message", message);
  $("text").value = message.text;
  fit();
};

const reveal = (id) => {
  const bubble = bubbles.get(id);
  if (!bubble) { toast("That message is no longer here."); return; }
  bubble.node.scrollIntoView({ block: "center" });
  bubble.bubble.focus({ preventScroll: true });
  bubble.node.classList.add("flash");
  setTimeout(() => bubble.node.classList.remove("flash"), 1200);
};

const acts = {
  plain: false,
  private: () => Boolean(here()?.private),
  file: (message) => `/document?chat=${state.chat}&message=${message.id}`,
  command: sendCommand,
  reply: setReply,
  edit: setEdit,
  show: reveal,
  tap: (message, button, key) => {
    if (button.copy !== null && button.copy !== undefined) {
      navigator.clipboard?.writeText(button.copy).then(() => toast("Copied."), () => toast("Could not copy."));
    } else if (button.data !== null && key.getAttribute("aria-busy") !== "true") {
      key.setAttribute("aria-busy", "true");
      act({ kind: "tap", message: message.id, data: button.data })
        .then((sent) => { if (!sent) key.removeAttribute("aria-busy"); });
    }
  },
};

// --- drawing ------------------------------------------------------------------------------------

let stick = true;
const scroll = $("scroll");
const atEnd = () => scroll.scrollHeight - scroll.scrollTop - scroll.clientHeight < 60;
scroll.addEventListener("scroll", () => { stick = atEnd(); $("down").hidden = stick; });
$("down").addEventListener("click", () => { scroll.scrollTop = scroll.scrollHeight; });

const patchList = (parent, items, keyOf, create, update) => {
  const old = new Map([...parent.children].map((node) => [node.dataset.key, node]));
  items.forEach((item, i) => {
    const key = String(keyOf(item));
    const node = old.get(key) || create(item);
    node.dataset.key = key;
    update(node, item);
    if (parent.children[i] !== node) parent.insertBefore(node, parent.children[i] || null);
    old.delete(key);
  });
  old.forEach((node) => node.remove());
};

const drawPeople = () => {
  const chat = here();
  for (const id of ["who", "who-here"]) {
    patchList($(id), state.people, (p) => p.id, (p) => {
      const button = make("button");
      button.type = "button";
      button.addEventListener("click", () => become(p.id));
      return button;
    }, (button, p) => {
      button.textContent = p.name;
      button.setAttribute("aria-pressed", String(p.id === state.me));
    });
  }
  $("who-here").hidden = !chat || chat.private;
};

const rooms = () => [...state.chats.values()]
  .filter((chat) => chat.members.includes(state.me))
  .sort((a, b) => b.private - a.private)
  .flatMap((chat) => {
    if (chat.private) return [{ chat, thread: null, title: state.bot.name, face: initials(state.bot.name), group: "Private chat" }];
    const topics = chat.forum ? [{ thread: null, name: "General" }, ...chat.topics] : [{ thread: null, name: "" }];
    return topics.map((t) => ({ chat, thread: t.thread, face: initials(chat.title),
      title: t.name || chat.title, group: t.name ? chat.title : "Group" }));
  });

const drawRooms = () => {
  patchList($("chats"), rooms(), (r) => place(r.chat.id, r.thread), (r) => {
    const row = make("li");
    const button = row.appendChild(make("button"));
    button.type = "button";
    const lines = make("span", "lines");
    lines.append(make("strong"), make("small"), make("small"));
    button.append(make("span", "face"), lines, make("span", "count"));
    button.firstChild.setAttribute("aria-hidden", "true");
    button.addEventListener("click", () => open(r.chat.id, r.thread, true));
    return row;
  }, (row, r) => {
    const key = place(r.chat.id, r.thread);
    const messages = inThread(r.chat, r.thread);
    const last = messages[messages.length - 1];
    const current = r.chat.id === state.chat && r.thread === state.thread;
    const listing = $("app").classList.contains("listing") && matchMedia("(max-width: 759px)").matches;
    if ((current && !listing) || !state.read.has(key)) state.read.set(key, last ? last.id : 0);
    const fresh = messages.filter((m) => m.id > state.read.get(key) && m.person !== state.me).length;
    row.firstChild.setAttribute("aria-current", String(current));
    row.querySelector(".face").textContent = r.face;
    row.querySelector("strong").textContent = r.title;
    const [group, preview] = row.querySelectorAll("small");
    group.textContent = r.group;
    preview.textContent = last ? `${nameOf(last)}: ${excerpt(last)}` : "No messages yet";
    const count = row.querySelector(".count");
    count.hidden = fresh === 0;
    count.textContent = String(fresh);
    count.setAttribute("aria-label", `${fresh} new`);
  });
};

const drawHead = (chat, messages) => {
  const topic = chat.topics.find((t) => t.thread === state.thread);
  $("title").textContent = chat.private ? state.bot.name : chat.forum ? (topic ? topic.name : "General") : chat.title;
  $("face").textContent = initials(chat.private ? state.bot.name : chat.title);
  const members = chat.members.map((id) => nameOf({ person: id })).join(", ");
  $("subtitle").textContent = chat.typing ? `${state.bot.name} is typing…`
    : chat.private ? "bot" : `${chat.title}: ${members}, ${state.bot.name}`;
  const pinned = messages.filter((m) => m.pinned).pop();
  $("pinned").hidden = !pinned;
  if (pinned) {
    $("pinned").replaceChildren(make("strong", "", "Pinned"), excerpt(pinned));
    $("pinned").onclick = () => reveal(pinned.id);
  }
  $("start").hidden = !(chat.private && messages.length === 0);
  $("empty").hidden = messages.length > 0;
  $("empty-text").textContent = chat.private
    ? (state.bot.description || "Press Start to begin.")
    : "In a group the bot sees commands, replies to it and mentions only.";
};

const drawMessages = (chat, messages) => {
  const newest = Math.max(0, ...bubbles.keys());
  const fresh = bubbles.size > 0 && messages.filter((m) => m.id > newest);
  const kept = new Set(messages.map((m) => m.id));
  for (const [id, bubble] of bubbles) {
    if (kept.has(id)) continue;
    if (bubble.node.contains(document.activeElement)) $("text").focus({ preventScroll: true });
    bubble.node.remove();
    bubbles.delete(id);
  }
  for (const message of messages) {
    let bubble = bubbles.get(message.id);
    if (!bubble) {
      bubble = new Bubble(acts);
      bubbles.set(message.id, bubble);
      $("log").append(bubble.node);
    }
    bubble.update(message, chat.messages.find((m) => m.id === message.reply_to), nameOf, state.me);
    bubble.busy(state.waiting.filter((w) => w.person === state.me && w.chat === state.chat));
    bubble.measure();
  }
  if (!stick) return;
  scroll.scrollTop = scroll.scrollHeight;
  // A plan longer than the window is read from its first line.
  const long = fresh && fresh.find((m) => m.from_bot && bubbles.get(m.id).node.offsetHeight > scroll.clientHeight);
  if (long) bubbles.get(long.id).node.scrollIntoView({ block: "start" });
};

const draw = () => {
  const chat = here();
  drawPeople();
  drawRooms();
  if (!chat) return;
  const messages = inThread(chat, state.thread);
  drawHead(chat, messages);
  drawMessages(chat, messages);
};

// --- moving about -------------------------------------------------------------------------------

const open = (chat, thread, shown) => {
  state.drafts.set(place(state.chat, state.thread), $("text").value);
  state.chat = chat;
  state.thread = thread;
  $("text").value = state.drafts.get(place(chat, thread)) || "";
  bubbles = new Map();
  $("log").replaceChildren();
  setReply(null);
  showMenu(null);
  stick = true;
  if (shown) $("app").classList.remove("listing");
  draw();
  $("down").hidden = true;
  if (shown) $("text").focus();
};

const become = (id) => {
  state.me = id;
  const chat = here();
  if (chat && chat.members.includes(id)) open(state.chat, state.thread, false);
  else open(id, null, false);
};

$("back").addEventListener("click", () => {
  $("app").classList.add("listing");
  draw();
  $("chats").querySelector("[aria-current=true]")?.focus();
});

// --- writing ------------------------------------------------------------------------------------

const text = $("text");
const fit = () => { text.style.height = "auto"; text.style.height = `${text.scrollHeight + 2}px`; };
const submit = async () => {
  const words = text.value;
  text.value = "";
  fit();
  showMenu(null);
  if (!(await send(words))) { text.value = words; fit(); }
};
$("write").addEventListener("submit", (event) => { event.preventDefault(); submit(); });
const doing = (deed) => { stick = true; return act(deed); };
const closeAttachments = attachments({ text, fit, act: doing });
const closeResults = inlineMode({
  text,
  botName: () => state.bot.username,
  ask: async (words) => await asked({ kind: "inline", text: words }) || { query: "", results: [] },
  choose: async (query, result) => {
    const chosen = await doing({ kind: "choose", query, result });
    if (chosen) { text.value = ""; fit(); }
    return chosen;
  },
});
$("start").addEventListener("click", () => { text.focus(); send("/start"); });
const leaveMessage = () => {
  if (state.editing) { text.value = ""; fit(); }
  setReply(null);
};
$("replying-off").addEventListener("click", () => { leaveMessage(); text.focus(); });

// `start` is what was typed so far, without the slash; null closes the menu.
const showMenu = (start) => {
  const all = here() ? here().menu : [];
  const found = start === null ? [] : all.filter((c) => c.command.startsWith(start));
  $("menu").hidden = found.length === 0;
  $("commands").setAttribute("aria-expanded", String(found.length > 0));
  patchList($("menu"), found, (c) => c.command, (c) => {
    const row = make("li");
    const button = row.appendChild(make("button"));
    button.type = "button";
    button.append(make("b", "", `/${c.command}`), make("span", "", c.description));
    button.addEventListener("click", () => {
      text.value = "";
      showMenu(null);
      text.focus();
      sendCommand(`/${c.command}`);
    });
    return row;
  }, () => {});
  return found.length;
};

$("commands").addEventListener("click", () => {
  if (!$("menu").hidden) { showMenu(null); return; }
  if (showMenu("")) $("menu").querySelector("button").focus();
  else toast("The bot has not set any commands.");
});
text.addEventListener("input", () => {
  fit();
  const typed = /^\/([a-z0-9_]*)$/.exec(text.value);
  showMenu(typed ? typed[1] : null);
});
text.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    submit();
  } else if ((event.key === "ArrowUp" || event.key === "ArrowDown") && !$("menu").hidden) {
    event.preventDefault();
    const rows = $("menu").querySelectorAll("button");
    rows[event.key === "ArrowUp" ? rows.length - 1 : 0].focus();
  }
});
$("menu").addEventListener("keydown", (event) => {
  const rows = [...$("menu").querySelectorAll("button")];
  const step = { ArrowUp: -1, ArrowDown: 1 }[event.key];
  if (!step) return;
  event.preventDefault();
  const next = rows[rows.indexOf(document.activeElement) + step];
  (next || text).focus();
});
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || $("alert").open) return;
  if (closeResults() || closeAttachments()) return;
  if (!$("menu").hidden) { showMenu(null); text.focus(); } else leaveMessage();
});

// --- answers to presses -------------------------------------------------------------------------

const toast = (words) => {
  const line = make("p", "", words);
  $("toasts").append(line);
  setTimeout(() => line.remove(), 2500 + words.length * 40);
};
const alerts = [];
const nextAlert = () => {
  if ($("alert").open || alerts.length === 0) return;
  $("alert-text").textContent = alerts.shift();
  $("alert").showModal();
};
$("alert").addEventListener("close", nextAlert);

const drawToasts = (toasts) => {
  const first = state.seenToast === null;
  const seen = state.seenToast || new Set();
  for (const t of toasts) {
    if (!first && !seen.has(t.serial) && t.person === state.me && t.text) {
      if (t.show_alert) alerts.push(t.text);
      else toast(t.text);
    }
    seen.add(t.serial);
  }
  state.seenToast = seen;
  nextAlert();
};

// --- news ---------------------------------------------------------------------------------------

const RUN = "run";
// A demo that was started again has empty chats: that is said, and nothing old stays on the page.
const checkRun = (run) => {
  const before = sessionStorage.getItem(RUN);
  sessionStorage.setItem(RUN, run);
  if (before === null || before === run) return;
  state.chats.clear();
  state.read.clear();
  bubbles = new Map();
  $("log").replaceChildren();
  toast("The demo was started again, so the chats are empty. Cases that --database-url kept are there: send /cases.");
};

const take = (news) => {
  checkRun(news.run);
  state.bot = news.bot;
  state.people = news.people;
  for (const chat of news.chats) state.chats.set(chat.id, chat);
  state.waiting = news.waiting;
  if (!state.people.some((p) => p.id === state.me)) state.me = state.people[0]?.id || 0;
  if (!here()) { state.chat = state.me; state.thread = null; }
  draw();
  drawToasts(news.toasts);
};

if (once) {
  take(await (await fetch("/snapshot")).json());
  if (query.has("menu")) showMenu("");
  if (query.has("list")) $("back").click();
  if (query.has("end")) scroll.scrollTop = scroll.scrollHeight;
} else {
  const events = new EventSource("/events");
  events.onmessage = (event) => {
    take(JSON.parse(event.data));
  };
  events.onerror = () => { $("subtitle").textContent = "Waiting for the demo…"; };
}
