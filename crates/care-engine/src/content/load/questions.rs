//! Questions, options and roles.

use super::super::model::{
    Depth, PlainQuestion, Question, QuestionOption, Role, SharedCard, Stage,
};
use super::super::parse::{NameLookup, QuestionKind};
use super::super::raw::{self, Text};
use super::gather::SourceRow;
use super::resolver::Loader;
use crate::ids::{MOST_OPTIONS, QuestionIx};

/// Telegram's callback data holds 64 bytes; case, turn and verb take the rest.
const LONGEST_QUESTION_AND_OPTION: usize = 42;
/// A button's label, so that it is not cut on a narrow phone.
const LONGEST_LABEL: usize = 34;

/// Most characters of a button that shares its row, and those of the mark before it.
const HALF_A_ROW: usize = 22;
const MARK: usize = 2;

/// The kinds of question by their word in the files.
const KINDS: [(&str, QuestionKind); 3] = [
    ("one", QuestionKind::One),
    ("several", QuestionKind::Several),
    ("number", QuestionKind::Number),
];
/// The stages of the intake by their word in the files.
const STAGES: [(&str, Stage); 4] = [
    ("required", Stage::Required),
    ("optional", Stage::Optional),
    ("setting", Stage::Setting),
    ("computed", Stage::Computed),
];

impl Loader {
    pub(super) fn question_of(&mut self, row: SourceRow<raw::Question>) -> Question {
        let SourceRow { file, raw } = row;
        let kind = self.word(file, &raw.kind, &KINDS);
        let stage = self.word(file, &raw.stage, &STAGES);
        for word in &raw.without {
            self.word(file, word, &[("chart", ()), ("phrases", ())]);
        }
        if (kind == QuestionKind::Number) != raw.option.is_empty()
            || raw.option.len() > MOST_OPTIONS
        {
            self.fault(
                file,
                &raw.id,
                "a choice needs 1 to 32 options, a number none",
                "add or remove [[question.option]] tables",
            );
        }
        let place = self.question(raw.id.as_ref()).unwrap_or(QuestionIx::new(0));
        let own = |loader: &mut Self, text: &Text| {
            let found = loader.option(place, text.as_ref());
            if found.is_none() {
                loader.fault(
                    file,
                    text,
                    format!("`{}` is not an option of this question", text.as_ref()),
                    "name one of its options",
                );
            }
            found
        };
        let assume = raw.assume.as_ref().and_then(|text| own(self, text));
        let unknown = raw.unknown.as_ref().and_then(|text| own(self, text));
        let unmarked = raw.unmarked.as_ref().and_then(|text| own(self, text));
        let exclusive = raw.exclusive.iter();
        let exclusive = exclusive.filter_map(|text| own(self, text)).collect();
        let required_if = self.optional_condition(file, raw.required_if.as_ref());
        let ask_if = self.condition(file, &raw.ask_if);
        let assumed_if = self.optional_condition(file, raw.assumed_if.as_ref());
        let id = raw.id.into_inner();
        let options = raw
            .option
            .into_iter()
            .map(|option| self.option_of(file, (id.as_str(), kind), option))
            .collect();
        Question {
            dossier: raw.dossier,
            kind,
            title: raw.title.into_inner(),
            ask: raw.ask.into_inner(),
            help: raw.help.map(Text::into_inner),
            stage,
            required_if,
            ask_if,
            assume,
            assumed: raw.assumed.map(Text::into_inner),
            assumed_if,
            unknown,
            exclusive,
            confirm_unknown: raw.confirm_unknown,
            when_urgent: raw.when_urgent,
            in_summary: raw.in_summary,
            of_person: raw.of_person,
            min: raw.min.unwrap_or(0),
            max: raw.max.unwrap_or(u16::MAX),
            may_skip: raw.may_skip,
            quick: raw.quick,
            mark: raw.mark.map(Text::into_inner).zip(unmarked),
            plain: PlainQuestion {
                title: raw.plain_title.map(Text::into_inner),
                ask: raw.plain_ask.map(Text::into_inner),
                help: raw.plain_help.map(Text::into_inner),
            },
            options,
            id,
        }
    }

    fn option_of(
        &mut self,
        file: usize,
        (question, kind): (&str, QuestionKind),
        raw: raw::QuestionOption,
    ) -> QuestionOption {
        if question.len() + raw.id.as_ref().len() > LONGEST_QUESTION_AND_OPTION {
            self.fault(
                file,
                &raw.id,
                format!("question and option id are over {LONGEST_QUESTION_AND_OPTION} bytes"),
                "a button carries both within Telegram's 64 bytes; shorten the option's id",
            );
        }
        for label in [
            Some(&raw.label),
            raw.button.as_ref(),
            raw.plain_label.as_ref(),
        ] {
            if let Some(label) = label
                && label.as_ref().chars().count() > LONGEST_LABEL
            {
                self.fault(
                    file,
                    label,
                    format!("a button of over {LONGEST_LABEL} characters is cut on a phone"),
                    "shorten the label and explain in `detail`",
                );
            }
        }
        let half = match kind {
            QuestionKind::Several => HALF_A_ROW - MARK,
            QuestionKind::One | QuestionKind::Number => HALF_A_ROW,
        };
        if let Some(button) = &raw.button
            && button.as_ref().chars().count() > half
        {
            self.fault(
                file,
                button,
                format!("a `button` of over {half} characters does not fit half of a phone"),
                "shorten it, or leave it out: a long label has a row of its own",
            );
        }
        let offered_if = self.optional_condition(file, raw.when.as_ref());
        let asks_again = raw
            .asks_again
            .as_ref()
            .and_then(|text| self.place(file, text, "question", |l| &l.questions, QuestionIx::new));
        QuestionOption {
            id: raw.id.into_inner(),
            label: raw.label.into_inner(),
            button: raw.button.map(Text::into_inner),
            detail: raw.detail.map(Text::into_inner),
            plain_label: raw.plain_label.map(Text::into_inner),
            plain_detail: raw.plain_detail.map(Text::into_inner),
            group: raw.group.map(Text::into_inner),
            offered_if,
            also: raw.also,
            range: raw.range.map(|[from, to]| (from, to)),
            asks_again,
            neutral: raw.neutral,
            usual: raw.usual,
        }
    }

    /// The cards that ask several questions. Each question but the first needs its mark and an option behind
    /// "not known"; the first one needs options that stand alone.
    pub(super) fn cards_of(
        &mut self,
        rows: Vec<SourceRow<raw::Card>>,
        questions: &[Question],
    ) -> Vec<SharedCard> {
        let mut cards = Vec::new();
        for SourceRow { file, raw } in rows {
            let mut places = Vec::new();
            for text in &raw.questions {
                let Some(place) =
                    self.place(file, text, "question", |l| &l.questions, QuestionIx::new)
                else {
                    continue;
                };
                let question = &questions[place.index()];
                let fits = if places.is_empty() {
                    question.kind == QuestionKind::Several && !question.exclusive.is_empty()
                } else {
                    question.kind == QuestionKind::One && question.mark.is_some()
                };
                if !fits || question.unknown.is_none() {
                    self.fault(
                        file,
                        text,
                        format!("`{}` cannot stand here on a shared card", text.as_ref()),
                        "the first question takes several options, some alone; each other one takes one, with \
                         `mark` and `unmarked`; all have `unknown`",
                    );
                }
                places.push(place);
            }
            let ends_with = raw.ends_with.as_ref().and_then(|text| {
                let place =
                    self.place(file, text, "question", |l| &l.questions, QuestionIx::new)?;
                let question = &questions[place.index()];
                if question.kind == QuestionKind::Several && !question.quick
                    || question.kind == QuestionKind::Number
                {
                    self.fault(
                        file,
                        text,
                        format!("`{}` is not answered by one tap", text.as_ref()),
                        "name a question of one option, or one that is `quick`",
                    );
                }
                Some(place)
            });
            let mut places = places.into_iter();
            if let Some(leading) = places.next() {
                cards.push(SharedCard {
                    title: raw.title.into_inner(),
                    ask: raw.ask.into_inner(),
                    leading,
                    others: places.collect(),
                    ends_with,
                });
            }
        }
        cards
    }

    pub(super) fn role_of(&mut self, row: SourceRow<raw::Role>) -> Option<Role> {
        let SourceRow { file, raw } = row;
        let depth = self.word(
            file,
            &raw.depth,
            &[
                ("brief", Depth::Brief),
                ("standard", Depth::Standard),
                ("explained", Depth::Explained),
                ("plain", Depth::Plain),
            ],
        );
        let question = self.role_question.map(QuestionIx::new);
        let answer =
            question.and_then(|asker| Some((asker, self.option(asker, raw.asker.as_ref())?)));
        let Some(asker) = answer else {
            self.fault(
                file,
                &raw.asker,
                format!(
                    "`{}` is not an answer to the question who is asking, the `role_question` of [topic]",
                    raw.asker.as_ref()
                ),
                "name one of its options",
            );
            return None;
        };
        Some(Role {
            id: raw.id.into_inner(),
            label: raw.label.into_inner(),
            asker,
            depth,
        })
    }
}
