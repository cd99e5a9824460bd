//! What is asked: the questions with their options, and who reads.

use care_engine::content::{Condition, Content, Depth, Question, QuestionKind, Stage};
use maud::{Markup, html};

use super::page::condition;

pub(super) fn chapter(content: &Content) -> Markup {
    html! {
        p { "In the order in which they are asked. Nothing is asked that the answers so far make needless." }
        @for (stage, title) in [
            (Stage::Required, "Before the plan"),
            (Stage::Optional, "After the plan, to make it more exact"),
            (Stage::Setting, "Once, as a setting of the clinician"),
            (Stage::Computed, "Never: worked out from two visits"),
        ] {
            @let questions: Vec<&Question> = content.questions.iter().filter(|question| question.stage == stage).collect();
            @if !questions.is_empty() {
                h2 { (title) }
                @for question in questions { (one(content, question)) }
            }
        }
        h2 { "Who reads" }
        table {
            tr { th { "Role" } th { "Answers \u{201c}who is asking\u{201d} by" } th { "Reads" } }
            @for role in &content.roles {
                @let (question, option) = role.asker;
                tr {
                    td { (role.label) }
                    td { (content.option(question, option).label) }
                    td { (depth(role.depth)) }
                }
            }
        }
    }
}

fn depth(depth: Depth) -> &'static str {
    match depth {
        Depth::Brief => "lines with source numbers",
        Depth::Standard => "lines, with what stands behind the main ones",
        Depth::Explained => "lines, with the evidence behind each",
        Depth::Plain => "plain language",
    }
}

fn one(content: &Content, question: &Question) -> Markup {
    let only_sometimes = |condition: &Condition| *condition != Condition::Constant(true);
    html! {
        section.item id={ "question-" (question.id) } {
            p.text { (question.title) ": " (question.ask) }
            @if let Some(help) = &question.help { p { (help) } }
            @if only_sometimes(&question.ask_if) {
                p.meta { "Asked only:" } (condition(content, &question.ask_if))
            }
            @if only_sometimes(&question.required_if) {
                p.meta { "Before the plan only:" } (condition(content, &question.required_if))
            }
            @if question.kind == QuestionKind::Number {
                p { "A whole number from " (question.min) " to " (question.max) @if question.may_skip { "; may be left out" } "." }
            } @else {
                ul {
                    @for (place, option) in content_options(question) {
                        li {
                            strong { (option.label) }
                            @if let Some(detail) = &option.detail { ": " (detail) }
                            @if question.exclusive.has(place) { " " span.tag { "excludes the others" } }
                            @if question.assume == Some(place) { " " span.tag { "assumed without an answer" } }
                        }
                    }
                }
            }
            @if let Some(assumed) = &question.assumed { p.meta { "Without an answer the plan says: " (assumed) } }
            p.signature { code { (question.id) } " · " (question.dossier) @if question.kind == QuestionKind::Several { " · several answers" } @if question.confirm_unknown { " · \u{201c}not known\u{201d} has to be chosen twice" } }
        }
    }
}

fn content_options(
    question: &Question,
) -> impl Iterator<
    Item = (
        care_engine::content::OptionIx,
        &care_engine::content::QuestionOption,
    ),
> {
    let options = question.options.iter().enumerate();
    options.map(|(place, option)| (care_engine::content::OptionIx::new(place), option))
}
