//! Cards outside a case: disclaimer, role, settings, what can be done now.

use super::Card;
use super::action::{Action, Button, Keyboard, PersonAction, Press};
use super::html::Html;
use care_engine::content::{Content, OptionSet, QuestionIx, RoleIx};

fn person(content: &Content, key: &str, action: PersonAction) -> Button {
    Button::person(content.text(key), action)
}

/// The long disclaimer, to be accepted once.
pub fn disclaimer_card(content: &Content) -> Card {
    let mut html = Html::default();
    html.bold(content.text("welcome.title"))
        .gap()
        .text(content.text("disclaimer.long"));
    html.gap().text(content.text("welcome.accept"));
    Card {
        html: html.into_string(),
        keyboard: vec![
            vec![person(content, "button.accept", PersonAction::Accept)],
            vec![person(content, "button.privacy", PersonAction::Privacy)],
        ],
    }
}

/// "Which best describes you?"
pub fn role_card(content: &Content, now: Option<RoleIx>) -> Card {
    let mut html = Html::default();
    html.bold(content.text("role.ask"))
        .line()
        .text(content.text("role.help"));
    let rows = content.roles.iter().map(|role| {
        let chosen = now.is_some_and(|now| content.role(now).id == role.id);
        let key = if chosen {
            "button.chosen"
        } else {
            "button.option"
        };
        let label = content.text_with(key, &[("label", &role.label)]);
        vec![Button::person(label, PersonAction::Role(role.id.clone()))]
    });
    Card {
        html: html.into_string(),
        keyboard: rows.collect(),
    }
}

/// What the local service can offer; asked once.
pub fn access_card(content: &Content, question: QuestionIx, marks: OptionSet) -> Card {
    let asked = content.question(question);
    let mut html = Html::default();
    html.bold(&asked.ask);
    if let Some(help) = &asked.help {
        html.line().text(help);
    }
    let mut keyboard: Keyboard = content
        .option_places(question)
        .map(|place| {
            let option = content.option(question, place);
            let on = marks.has(place);
            let key = if on {
                "button.marked"
            } else {
                "button.unmarked"
            };
            let label = content.text_with(key, &[("label", &option.label)]);
            vec![Button::person(
                label,
                PersonAction::Access(option.id.clone(), !on),
            )]
        })
        .collect();
    let count = marks.iter().count().to_string();
    let label = content.text_with("button.done", &[("count", &count)]);
    keyboard.push(vec![Button::person(label, PersonAction::AccessDone)]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// Role and local service, with buttons to change them.
pub fn settings_card(
    content: &Content,
    role: Option<RoleIx>,
    access: Option<(QuestionIx, OptionSet)>,
) -> Card {
    let mut html = Html::default();
    html.bold(content.text("settings.title"));
    let role_text = role.map_or(content.text("card.open"), |role| &content.role(role).label);
    html.gap()
        .bold(content.text("settings.role"))
        .text(" ")
        .text(role_text);
    if let Some((question, marks)) = access {
        let labels: Vec<_> = marks
            .iter()
            .map(|option| content.option(question, option).label.clone())
            .collect();
        let text = if labels.is_empty() {
            content.text("settings.access.none").to_owned()
        } else {
            labels.join(", ")
        };
        html.line()
            .bold(content.text("settings.access"))
            .text(" ")
            .text(&text);
    }
    Card {
        html: html.into_string(),
        keyboard: vec![
            vec![person(
                content,
                "button.change_role",
                PersonAction::ChooseRole,
            )],
            vec![person(
                content,
                "button.change_access",
                PersonAction::ChooseAccess,
            )],
        ],
    }
}

/// A text with what can be done now.
pub fn menu_card(content: &Content, text: &str, open: Option<i64>) -> Card {
    let mut html = Html::default();
    html.text(text);
    let mut keyboard = Vec::new();
    if let Some(case) = open {
        keyboard.push(vec![Button {
            label: content.text("button.continue").to_owned(),
            press: Press::OtherCase(case, Action::Continue),
        }]);
    }
    keyboard.push(vec![
        person(content, "button.new_case", PersonAction::NewCase),
        person(content, "button.cases", PersonAction::Cases),
    ]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}
