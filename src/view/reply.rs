//! An answer to a question, for a chat and for the command line.

use super::button::Button;
use super::html::Html;
use super::plain::source_lines;
use super::plan::quote;
use super::sources::{marks_text, sources};
use super::told::{fact_texts, flag_names, recorded_text};
use crate::callback_data::CallbackData;
use care_engine::content::{Content, IntentIx, StatementIx};
use care_engine::plan::Sources;
use care_ids::{CaseId, UserId};
use care_language::qa::{self, Answer, CaseNote, FeedbackSubject, Reason};

/// A sentence of an answer.
#[derive(Default)]
struct Sentence {
    /// The question that it and those after it answer, where that is not surely the one that was asked.
    heading: Option<String>,
    text: String,
    /// The marks of its sources, and how strong it is.
    marks: String,
}

/// An answer, in parts: what is read, and the sources under it.
struct Reply {
    lines: Vec<Sentence>,
    /// In the order in which the marks number them.
    sources: Sources,
}

/// What an answer is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stands {
    /// No case.
    Alone,
    /// A case.
    InCase,
    /// A case of which red flags wait for the screen: its notes begin with what is urgent.
    Flagged,
}

impl Stands {
    fn of(reply: &qa::Reply, with_case: bool) -> Self {
        match with_case {
            // A red flag waits of somebody's case, though it has none yet.
            _ if !reply.pending.is_empty() => Self::Flagged,
            true => Self::InCase,
            false => Self::Alone,
        }
    }
}

impl Reply {
    fn new(content: &Content, answer: &Answer, stands: Stands, patient: bool) -> Self {
        let with_case = stands != Stands::Alone;
        let mut reply = Self {
            lines: Vec::new(),
            sources: Sources::default(),
        };
        // What is urgent stands before thanks, and before a word that something is not answered here.
        let notes = !answer.notes.is_empty();
        // What was not understood is told the plan in short, which nothing urgent stands in front of.
        let in_short = notes && answer.reason == Reason::Clarify && stands != Stands::Flagged;
        let urgent_first = notes && !leads(answer.reason) && !in_short;
        let told = match in_short {
            true => content.text("answer.in_short").to_owned(),
            false => declined(content, answer.reason, answer.about.as_deref()),
        };
        // Who writes of their own body is told below whom to see.
        let is_said = patient && matches!(answer.reason, Reason::RedFlag(_));
        if answer.reason != Reason::Answered && !urgent_first && !is_said {
            reply.says(told.clone());
            // What is urgent names each of them.
            if let Reason::RedFlag(flags) = answer.reason
                && answer.notes.is_empty()
            {
                let names = flag_names(content, flags);
                reply.says(format!("{names}."));
            }
        } else if let (Reason::Answered, Some(about)) = (answer.reason, &answer.about) {
            // What the plan says stands beside what nothing is reviewed on.
            let none = content.text_with("answer.none_on", &[("about", about)]);
            reply.says(none);
        } else if !with_case && !urgent_first {
            let general = content.text("answer.general").to_owned();
            reply.says(general);
        }
        if let Some(opening) = &answer.opening {
            reply.says(opening.clone());
        }
        let mut under = None;
        for (number, note) in answer.notes.iter().enumerate() {
            let marks = reply.cite(content, &note.statements);
            // What is urgent needs no words before it.
            let text = match answer.reason {
                Reason::RedFlag(_) => note.text.clone(),
                _ if stands == Stands::Flagged => note.text.clone(),
                _ if number > 0 || urgent_first || !with_case || note.under.is_some() => {
                    note.text.clone()
                }
                _ => content.text_with("answer.case", &[("note", &note.text)]),
            };
            let heading = heading(content, &mut under, note.under);
            reply.lines.push(Sentence {
                heading,
                text,
                marks,
            });
        }
        if urgent_first {
            reply.says(told);
        }
        if !answer.missing.is_empty() {
            let titles = answer.missing.iter();
            let titles = titles.map(|place| content.question(*place).title.as_str());
            let titles = titles.collect::<Vec<_>>().join(", ");
            let missing = content.text_with("answer.missing", &[("questions", &titles)]);
            reply.says(missing);
        }
        if !answer.script.is_empty() {
            reply.script(content, &answer.script);
            return reply;
        }
        reply.studies(content, answer, with_case);
        reply
    }

    /// What studies say, with what sources disagree on.
    fn studies(&mut self, content: &Content, answer: &Answer, with_case: bool) {
        let mut under = None;
        for place in &answer.conflicts {
            let text = &content.conflicts[*place].told;
            let told = content.text_with("answer.sides", &[("sides", text)]);
            self.says(told);
        }
        // What the plan says and what is known in general are told apart.
        if with_case && !answer.statements.is_empty() && !self.lines.is_empty() {
            let studies = content.text("answer.studies").to_owned();
            self.says(studies);
        }
        for found in &answer.statements {
            let statement = content.statement(found.statement);
            let marks = self.cite(content, &[found.statement]);
            let strength = content.text_with(
                "answer.strength",
                &[
                    ("strength", &statement.strength),
                    ("applies_to", &statement.applies_to),
                ],
            );
            self.lines.push(Sentence {
                heading: heading(content, &mut under, found.under),
                text: statement.text.clone(),
                marks: format!("{marks} {strength}"),
            });
        }
    }

    /// Adds a sentence that cites nothing.
    fn says(&mut self, text: String) {
        self.lines.push(Sentence {
            text,
            ..Sentence::default()
        });
    }

    /// What to tell a patient, as it is said.
    fn script(&mut self, content: &Content, script: &[CaseNote]) {
        let told = content.text("answer.script").to_owned();
        self.says(told);
        for note in script {
            let marks = self.cite(content, &note.statements);
            self.lines.push(Sentence {
                heading: None,
                text: note.text.clone(),
                marks,
            });
        }
    }

    /// The marks of a plan, numbered on through the answer.
    fn cite(&mut self, content: &Content, statements: &[StatementIx]) -> String {
        let grounds = self
            .sources
            .grounds(content, statements, statements.is_empty());
        marks_text(content, &grounds)
    }
}

/// The question that a sentence answers, where it is another than that of the sentence before.
fn heading(
    content: &Content,
    last: &mut Option<IntentIx>,
    under: Option<IntentIx>,
) -> Option<String> {
    let question = under.filter(|_| under != *last)?;
    *last = under;
    content.intent(question).examples.first().cloned()
}

/// Whether the words of a reason stand before the lines of a plan.
fn leads(reason: Reason) -> bool {
    matches!(
        reason,
        Reason::Answered | Reason::Dose | Reason::RedFlag(_) | Reason::Emergency(_)
    )
}

pub(super) fn declined(content: &Content, reason: Reason, about: Option<&str>) -> String {
    let language = &content.language;
    match (reason, about) {
        (Reason::Answered, _) => String::new(),
        (Reason::NoReviewedAnswer(_), Some(about)) => {
            content.text_with("answer.none_on", &[("about", about)])
        }
        (Reason::NoReviewedAnswer(_), None) => content.text("answer.none").to_owned(),
        (Reason::OutOfScope, _) => content.text("answer.scope").to_owned(),
        (Reason::Clarify, _) => content.text("answer.clarify").to_owned(),
        (Reason::Confirm, _) => content.text("answer.confirm").to_owned(),
        (Reason::Identifier, _) => content.text("identifier").to_owned(),
        (Reason::Dose, _) => content.text("answer.dose").to_owned(),
        (Reason::RedFlag(_), _) => content.text("answer.red_flag").to_owned(),
        (Reason::Emergency(place), _) => language.emergencies[place.index()].text.clone(),
        (Reason::NotUsed, _) => content.text("answer.not_used").to_owned(),
        (Reason::Image, _) => content.text("answer.image").to_owned(),
        (Reason::Act(place), _) => language.acts[place.index()].text.clone(),
        (Reason::SmallTalk(_), _) => content.text("answer.persuasion").to_owned(),
    }
}

fn answer_html(content: &Content, answer: &Answer, stands: Stands, patient: bool) -> Html {
    let reply = Reply::new(content, answer, stands, patient);
    let mut html = Html::default();
    for line in &reply.lines {
        html.gap();
        if let Some(heading) = &line.heading {
            html.bold(heading).text("\n");
        }
        html.text(&line.text).text(&line.marks);
    }
    let cited = reply.sources.list();
    if !cited.is_empty() {
        let list = quote(content.text("plan.sources"), &sources(content, cited));
        html.gap().add(&list);
        html.gap().italic(&footer(content));
    }
    html
}

/// A whole reply in Telegram's HTML, under the label of its case if it has one: a red flag that waits for the
/// screen, what was told of the case, and one answer after the other.
pub fn reply_html(content: &Content, reply: &qa::Reply, label: Option<&str>) -> String {
    let mut html = Html::default();
    if let Some(text) = &reply.other_language {
        html.text(text);
        return html.into_string();
    }
    if let Some(label) = label {
        html.bold(label);
    }
    if let Some(text) = standing_text(content, reply) {
        html.gap().bold(&text);
    }
    if let Some(text) = pending_text(content, reply) {
        html.gap().bold(&text);
    }
    for text in fact_texts(content, &reply.new_facts) {
        html.gap().text(&text);
    }
    for (question, answer) in &reply.recorded {
        html.gap().text(&recorded_text(content, *question, *answer));
    }
    if reply.patient {
        html.gap().text(content.text("answer.patient"));
    }
    let stands = Stands::of(reply, label.is_some());
    for answer in reply
        .answers
        .iter()
        .filter(|answer| !is_told(reply, answer))
    {
        let answer = answer_html(content, answer, stands, reply.patient);
        if !answer.is_empty() {
            html.gap().add(&answer);
        }
    }
    if reply.unread {
        html.gap().italic(content.text("answer.unread"));
    }
    html.into_string()
}

/// Whose case it is, below what somebody else told of it.
pub fn owner_html(content: &Content, owner: UserId) -> String {
    let mut html = Html::default();
    let link = format!("tg://user?id={}", owner.get());
    html.text("\n\n")
        .text(content.text("answer.owner"))
        .text(" ")
        .link(&link, content.text("answer.owner.name"))
        .text(".");
    html.into_string()
}

/// An emergency that was told before and is not said to be over.
fn standing_text(content: &Content, reply: &qa::Reply) -> Option<String> {
    let emergency = &content.language.emergencies[reply.standing?.index()];
    Some(content.text_with("answer.standing", &[("emergency", &emergency.text)]))
}

/// Whether an answer only repeats the emergency that stands in front.
fn is_told(reply: &qa::Reply, answer: &Answer) -> bool {
    reply.standing.is_some() && matches!(answer.reason, Reason::Emergency(_))
}

/// A red flag that was told and not answered for.
fn pending_text(content: &Content, reply: &qa::Reply) -> Option<String> {
    let emergency = reply.emergency().is_some() || !reply.flags().is_empty();
    if reply.pending.is_empty() || emergency {
        return None;
    }
    // What is urgent about them stands below and names each.
    if reply.answers.iter().any(|answer| !answer.notes.is_empty()) {
        return Some(content.text("answer.pending.below").to_owned());
    }
    let flags = flag_names(content, reply.pending);
    Some(content.text_with("answer.pending", &[("flags", &flags)]))
}

/// Whether an answer was helpful; nothing where there is nothing to judge.
pub fn feedback_row(content: &Content, case: Option<CaseId>, answer: &Answer) -> Vec<Button> {
    let Some(subject) = FeedbackSubject::of(answer) else {
        return Vec::new();
    };
    [("button.helpful", true), ("button.not_helpful", false)]
        .map(|(key, helpful)| {
            let data = CallbackData::Feedback {
                case,
                subject,
                helpful,
            };
            Button::new(content.text(key), data)
        })
        .into()
}

/// A reply as plain text, one answer after the other.
pub fn reply_text(content: &Content, reply: &qa::Reply, with_case: bool) -> String {
    if let Some(text) = &reply.other_language {
        return format!("{text}\n");
    }
    let stands = Stands::of(reply, with_case);
    let answers = reply.answers.iter();
    let answers = answers.filter(|answer| !is_told(reply, answer));
    let mut texts: Vec<String> = answers
        .map(|answer| answer_text(content, answer, stands))
        .collect();
    if let Some(text) = pending_text(content, reply) {
        texts.insert(0, format!("{text}\n"));
    }
    if let Some(text) = standing_text(content, reply) {
        texts.insert(0, format!("{text}\n"));
    }
    if !reply.identifiers.is_empty() && reply.reason() != Reason::Identifier {
        texts.insert(0, format!("{}\n", content.text("identifier")));
    }
    let recorded = reply.recorded.iter();
    texts.extend(
        recorded
            .map(|(question, answer)| format!("{}\n", recorded_text(content, *question, *answer))),
    );
    if reply.patient {
        texts.push(format!("{}\n", content.text("answer.patient")));
    }
    if reply.unread {
        texts.push(format!("{}\n", content.text("answer.unread")));
    }
    texts.join("\n")
}

fn answer_text(content: &Content, answer: &Answer, stands: Stands) -> String {
    let reply = Reply::new(content, answer, stands, false);
    let told = |line: &Sentence| {
        let heading = line.heading.as_ref();
        let heading = heading.map_or_else(String::new, |heading| format!("{heading}\n"));
        format!("{heading}{}{}", line.text, line.marks)
    };
    let mut out: Vec<String> = reply.lines.iter().map(told).collect();
    let cited = reply.sources.list();
    if !cited.is_empty() {
        out.extend(source_lines(content, cited));
        out.push(format!("\n{}", footer(content)));
    }
    if !answer.suggestions.is_empty() {
        out.push(format!("\n{}", content.text("answer.next")));
        for place in &answer.suggestions {
            out.extend(
                content
                    .intent(*place)
                    .examples
                    .first()
                    .map(|way| format!("- {way}")),
            );
        }
    }
    out.join("\n") + "\n"
}

fn footer(content: &Content) -> String {
    content.text_with(
        "answer.footer",
        &[
            ("version", &content.version),
            ("status", content.status_text(content.lowest_status())),
        ],
    )
}
