// Inline mode: "@bot words" offers results in any chat, as a phone does while one types.

import { make } from "./message.js";

const $ = (id) => document.getElementById(id);

// Takes the text field, the bot's name, what asks for results, and what sends one.
export const inlineMode = ({ text, botName, ask, choose }) => {
  let asking = 0;
  const typed = () => {
    const name = `@${botName()} `.toLowerCase();
    return text.value.toLowerCase().startsWith(name) ? text.value.slice(name.length) : null;
  };
  const show = (query, results) => {
    $("results").hidden = results.length === 0;
    $("results").replaceChildren(...results.map((result, place) => {
      const row = make("li");
      const button = row.appendChild(make("button"));
      button.type = "button";
      button.append(make("b", "", result.title || ""), make("span", "", result.description || ""));
      button.addEventListener("click", async () => {
        if (await choose(query, place)) { show("", []); text.focus(); }
      });
      return row;
    }));
  };
  text.addEventListener("input", () => {
    clearTimeout(asking);
    const words = typed();
    if (words === null || !words.trim()) { show("", []); return; }
    asking = setTimeout(async () => {
      const found = await ask(words);
      if (typed() === words) show(found.query, found.results);
    }, 300);
  });
  // Closes the list; says whether it was open.
  return () => {
    const open = !$("results").hidden;
    if (open) { show("", []); text.focus(); }
    return open;
  };
};
