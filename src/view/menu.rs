//! Cards outside a case: disclaimer, role, settings, what can be done now.

use super::Card;
use super::button::{Button, Keyboard};
use super::html::Html;
use super::question_buttons::in_pairs;
use crate::callback_data::{CaseAction, UserAction};
use care_engine::content::{Content, OptionSet, QuestionIx, RoleIx};
use care_ids::{CaseId, UserId};

fn button(content: &Content, user: UserId, key: &str, action: UserAction) -> Button {
    Button::user(content.text(key), user, action)
}

/// What this is, and who reads: by choosing a role the terms are accepted, which are one tap away.
pub fn start_card(content: &Content, user: UserId) -> Card {
    let mut html = Html::default();
    html.bold(content.text("welcome.title"))
        .line()
        .text(content.text("welcome.text"));
    html.gap().bold(content.text("role.ask")).line();
    html.text(content.text("welcome.accept"));
    let mut keyboard = role_rows(content, user, None);
    keyboard.push(vec![
        button(content, user, "button.terms", UserAction::Terms),
        button(content, user, "button.privacy", UserAction::Privacy),
    ]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// "Which best describes you?"
pub fn role_card(content: &Content, user: UserId, now: Option<RoleIx>) -> Card {
    let mut html = Html::default();
    html.bold(content.text("role.ask"))
        .line()
        .text(content.text("role.help"));
    Card {
        html: html.into_string(),
        keyboard: role_rows(content, user, now),
    }
}

fn role_rows(content: &Content, user: UserId, now: Option<RoleIx>) -> Keyboard {
    let rows = content.roles.iter().map(|role| {
        let chosen = now.is_some_and(|now| content.role(now).id == role.id);
        let key = if chosen {
            "button.chosen"
        } else {
            "button.option"
        };
        let label = content.text_with(key, &[("label", &role.label)]);
        Button::user(label, user, UserAction::Role(role.id.clone()))
    });
    in_pairs(rows.collect())
}

/// What the local service can offer; asked once.
pub fn access_card(
    content: &Content,
    user: UserId,
    question: QuestionIx,
    marks: OptionSet,
) -> Card {
    let asked = content.question(question);
    let mut html = Html::default();
    html.bold(&asked.ask);
    if let Some(help) = &asked.help {
        html.line().text(help);
    }
    let options = content.option_places(question).map(|place| {
        let option = content.option(question, place);
        let on = marks.has(place);
        let key = if on {
            "button.marked"
        } else {
            "button.unmarked"
        };
        let label = content.text_with(key, &[("label", &option.label)]);
        Button::user(label, user, UserAction::Access(option.id.clone(), !on))
    });
    let mut keyboard = in_pairs(options.collect());
    let count = marks.iter().count().to_string();
    let label = content.text_with("button.done", &[("count", &count)]);
    keyboard.push(vec![Button::user(label, user, UserAction::AccessDone)]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}

/// Role and local service, with buttons to change them.
pub fn settings_card(
    content: &Content,
    user: UserId,
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
            vec![button(
                content,
                user,
                "button.change_role",
                UserAction::ChooseRole,
            )],
            vec![button(
                content,
                user,
                "button.change_access",
                UserAction::ChooseAccess,
            )],
        ],
    }
}

/// A text with what can be done now.
pub fn menu_card(content: &Content, user: UserId, text: &str, open: Option<CaseId>) -> Card {
    let mut html = Html::default();
    html.text(text);
    let mut keyboard = Vec::new();
    if let Some(case) = open {
        keyboard.push(vec![Button::case(
            content.text("button.continue"),
            case,
            CaseAction::Continue,
        )]);
    }
    keyboard.push(vec![
        button(content, user, "button.new_case", UserAction::NewCase),
        button(content, user, "button.cases", UserAction::Cases),
    ]);
    Card {
        html: html.into_string(),
        keyboard,
    }
}
