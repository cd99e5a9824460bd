//! What a person sees: the messages of one chat, and the card of a case among them.

use care_engine::content::{Content, OptionSet, QuestionIx, SharedCard};
use care_engine::intake::{Intake, Place};
use fake_telegram::ShownMessage;

/// A message of the bot with buttons of a case's card.
#[derive(Debug, Clone)]
pub(crate) struct Card {
    pub message: i64,
    pub case: i64,
    pub turn: u32,
    /// What each button does: verb, question, option.
    buttons: Vec<(String, Vec<String>)>,
}

impl Card {
    /// The card on a message, if it is one.
    pub(crate) fn on(message: &ShownMessage) -> Option<Self> {
        let mut card = None;
        for data in data_of(message) {
            let parts: Vec<_> = data.split(':').collect();
            let ["c", case, turn, does @ ..] = parts.as_slice() else {
                continue;
            };
            let card = card.get_or_insert(Self {
                message: message.id,
                case: i64::from_str_radix(case, 36).ok()?,
                turn: u32::from_str_radix(turn, 36).ok()?,
                buttons: Vec::new(),
            });
            let does = does.iter().map(|part| (*part).to_owned()).collect();
            card.buttons.push((data.clone(), does));
        }
        card
    }

    /// The data of the button that does this.
    pub(crate) fn button(&self, does: &[&str]) -> Option<&str> {
        let found = self.buttons.iter().find(|(_, has)| has == does);
        found.map(|(data, _)| data.as_str())
    }

    /// The questions that can be answered from here.
    pub(crate) fn offered(&self, content: &Content) -> Vec<QuestionIx> {
        let offered = self
            .buttons
            .iter()
            .filter_map(|(_, does)| match does.as_slice() {
                [edit, id] if edit == "e" => content.find_question(id),
                _ => None,
            });
        offered.collect()
    }

    /// The data of some button.
    pub(crate) fn any_button(&self) -> &str {
        &self.buttons[0].0
    }

    /// Whether this is the card of an intake: the same turn, the same place, the same marks.
    pub(crate) fn shows(&self, content: &Content, intake: &Intake) -> bool {
        if self.turn != intake.turn {
            return false;
        }
        match intake.place {
            Place::Ask(question, _) => {
                let asked = &content.question(question).id;
                let mut about = false;
                let mut marks = OptionSet::default();
                let mut others = Vec::new();
                for (_, does) in &self.buttons {
                    let does: Vec<_> = does.iter().map(String::as_str).collect();
                    match does.as_slice() {
                        // The mark of a question that shares the card.
                        ["-", id, _] if id != asked => others.extend(content.find_question(id)),
                        ["+", id, _] if id != asked => {}
                        // The answer that ends the card.
                        ["=", id, _] if content.cards.iter().any(ends_with(content, id)) => {
                            about = true;
                        }
                        ["=" | "d" | "s", id, ..] if id != asked => return false,
                        ["=" | "+" | "d" | "s", ..] => about = true,
                        ["-", _, option] => match content.find_option(question, option) {
                            Some(option) => marks.mark(option, true),
                            None => return false,
                        },
                        _ => {}
                    }
                }
                // What excludes the others is a whole answer, so it has no mark.
                let exclusive = content.question(question).exclusive;
                let draft = intake.draft.iter().filter(|one| !exclusive.has(*one));
                let marked = |other| intake.marked.contains(other);
                about
                    && marks == draft.collect::<OptionSet>()
                    && others.len() == intake.marked.len()
                    && others.iter().all(marked)
            }
            Place::Summary => self.button(&["p"]).is_some(),
            Place::Refine => self.button(&["b"]).is_some(),
            Place::Planned => self.button(&["r"]).is_some(),
            Place::Cancelled => false,
        }
    }
}

/// Whether a shared card ends with the question of this id.
fn ends_with<'c>(content: &'c Content, id: &'c str) -> impl Fn(&SharedCard) -> bool + 'c {
    let ending = content.find_question(id);
    move |card| card.ends_with.is_some() && card.ends_with == ending
}

/// The data behind the buttons of a message.
pub(crate) fn data_of(message: &ShownMessage) -> impl Iterator<Item = &String> {
    let buttons = message.buttons.iter().flatten();
    buttons.filter_map(|button| button.data.as_ref())
}

/// The case that a button of a message does something with outside its card.
pub(crate) fn case_with(message: &ShownMessage, verb: &str) -> Option<i64> {
    data_of(message).find_map(|data| {
        let case = data.strip_prefix("o:")?.strip_suffix(verb)?;
        i64::from_str_radix(case.strip_suffix(':')?, 36).ok()
    })
}

/// A chat as it is printed when something went wrong.
pub(crate) fn printed(messages: &[ShownMessage]) -> String {
    let mut shown = String::new();
    for message in messages {
        let who = if message.from_bot { "bot" } else { "person" };
        let text: String = message.text.chars().take(160).collect();
        shown += &format!(
            "#{} {who} (edited {}): {text:?}\n",
            message.id, message.edited
        );
        let data: Vec<_> = data_of(message).map(String::as_str).collect();
        if !data.is_empty() {
            shown += &format!("     {}\n", data.join(" "));
        }
    }
    shown
}
