//! How free text is read into answers.

use super::super::model::{
    Band, Choice, Combination, Cue, Measure, MeasureKind, Phrase, PhraseKind, Vocabulary,
};
use super::super::raw::{Text, reading as raw};
use super::gather::{SourceRow, Tables};
use super::resolver::Loader;
use crate::ids::{OptionIx, QuestionIx};

impl Loader {
    pub(super) fn vocabulary_of(&mut self, tables: &mut Tables) -> Vocabulary {
        Vocabulary {
            phrases: std::mem::take(&mut tables.phrases)
                .into_iter()
                .map(|row| self.phrase_of(row))
                .collect(),
            cues: std::mem::take(&mut tables.cues)
                .into_iter()
                .map(|SourceRow { file, raw }| Cue {
                    words: self.phrases(file, raw.words),
                    id: raw.id.into_inner(),
                })
                .collect(),
            measures: std::mem::take(&mut tables.measures)
                .into_iter()
                .map(|row| self.measure_of(row))
                .collect(),
            combinations: std::mem::take(&mut tables.combinations)
                .into_iter()
                .filter_map(|row| self.combination_of(row))
                .collect(),
        }
    }

    fn phrase_of(&mut self, SourceRow { file, raw }: SourceRow<raw::Phrase>) -> Phrase {
        let kind = raw.kind.as_ref().map_or(PhraseKind::Fact, |kind| {
            self.word(
                file,
                kind,
                &[
                    ("condition", PhraseKind::Condition),
                    ("done", PhraseKind::Done),
                    ("fact", PhraseKind::Fact),
                    ("medicine", PhraseKind::Medicine),
                    ("test", PhraseKind::Test),
                ],
            )
        });
        Phrase {
            means: self.choices(file, &raw.means),
            denied: self.choices(file, &raw.denied),
            denies: self.choices(file, &raw.denies),
            words: self.phrases(file, raw.words),
            needs: self.cue_places(file, &raw.needs),
            unless: self.cue_places(file, &raw.unless),
            kind,
            unsure: raw.unsure,
            card: raw.card,
            weak: raw.weak,
        }
    }

    fn measure_of(&mut self, SourceRow { file, raw }: SourceRow<raw::Measure>) -> Measure {
        let kind = self.word(
            file,
            &raw.of,
            &[
                ("age", MeasureKind::Age),
                ("length", MeasureKind::Length),
                ("tenths", MeasureKind::Tenths),
                ("time", MeasureKind::Time),
                ("value", MeasureKind::Value),
            ],
        );
        let question = raw.question.as_ref().and_then(|id| self.question(file, id));
        let bands = raw.band.into_iter().map(|band| {
            let option = band.option.as_ref();
            Band {
                below: band.below,
                upto: band.upto,
                option: question
                    .zip(option)
                    .and_then(|(question, option)| self.named_option(file, question, option)),
                also: self.choices(file, &band.also),
            }
        });
        Measure {
            question,
            kind,
            bands: bands.collect(),
            near: self.phrases(file, raw.near),
            also: self.choices(file, &raw.also),
            largest: raw.largest,
            over_commas: raw.over_commas,
        }
    }

    fn combination_of(
        &mut self,
        SourceRow { file, raw }: SourceRow<raw::Combine>,
    ) -> Option<Combination> {
        let question = self.question(file, &raw.question)?;
        let of = raw.of.iter();
        Some(Combination {
            question,
            of: of
                .filter_map(|option| self.named_option(file, question, option))
                .collect(),
            gives: self.named_option(file, question, &raw.gives)?,
        })
    }

    fn question(&mut self, file: usize, id: &Text) -> Option<QuestionIx> {
        self.place(file, id, "question", |l| &l.questions, QuestionIx::new)
    }

    fn named_option(&mut self, file: usize, question: QuestionIx, id: &Text) -> Option<OptionIx> {
        let options = self.options.get(question.index());
        let found = options.and_then(|options| options.get(id.as_ref()).copied());
        if found.is_none() {
            self.fault(
                file,
                id,
                format!("the question has no option `{}`", id.as_ref()),
                "check the spelling",
            );
        }
        found.map(OptionIx::new)
    }

    /// Options, each written as "question.option".
    pub(super) fn choices(&mut self, file: usize, texts: &[Text]) -> Vec<Choice> {
        let choice = |text: &Text| {
            let named = text.as_ref().split_once('.');
            let place = named.and_then(|(question, option)| {
                let question = self.questions.get(question).copied()?;
                let option = self.options.get(question)?.get(option).copied()?;
                Some((QuestionIx::new(question), OptionIx::new(option)))
            });
            if place.is_none() {
                self.fault(
                    file,
                    text,
                    format!("`{}` is no option of a question", text.as_ref()),
                    "write it as question.option, as in site.midportion",
                );
            }
            place
        };
        texts.iter().filter_map(choice).collect()
    }

    fn cue_places(&mut self, file: usize, ids: &[Text]) -> Vec<usize> {
        ids.iter()
            .filter_map(|id| self.place(file, id, "cue", |l| &l.cues, |place| place))
            .collect()
    }

    /// Phrases with the words of a class in place of its name: "on|taking @quinolone".
    pub(super) fn phrases(&mut self, file: usize, texts: Vec<Text>) -> Vec<String> {
        let phrase = |text: Text| {
            if !text.as_ref().contains('@') {
                return text.into_inner();
            }
            let words = text
                .as_ref()
                .split(' ')
                .map(|word| self.alternatives(file, &text, word));
            words.collect::<Vec<_>>().join(" ")
        };
        texts.into_iter().map(phrase).collect()
    }

    /// A word of a phrase with its alternatives, of which a class is one.
    fn alternatives(&mut self, file: usize, text: &Text, word: &str) -> String {
        let mut of_class = |one: &str| {
            let (open, rest) = match one.split_once('@') {
                Some((open, rest)) if open.chars().all(|sign| sign == '(') => (open, rest),
                _ => return one.to_owned(),
            };
            let end = rest.find([')', '?']).unwrap_or(rest.len());
            let (name, close) = rest.split_at(end);
            let Some(words) = self.classes.get(name) else {
                self.fault(
                    file,
                    text,
                    format!("there is no class `{name}`"),
                    "a [[class]] has it as its id; check the spelling",
                );
                return one.to_owned();
            };
            format!("{open}{words}{close}")
        };
        word.split('|')
            .map(&mut of_class)
            .collect::<Vec<_>>()
            .join("|")
    }
}
