//! Loads the tables of what clinicians type: intents, small talk, red flags told, emergencies.

use super::super::condition::Condition;
use super::super::model::{
    Act, Alarm, Anchor, Asking, Emergency, Intent, Language, NoAnswer, OtherLanguage, PlainAnswer,
    Said, Script, SmallTalk, SmallTalkKind, SynonymSet, Telling,
};
use super::super::raw::{self, Text};
use super::gather::{SourceRow, Tables};
use super::resolver::Loader;
use crate::ids::{
    IntentIx, LineIx, OptionIx, RoleIx, SectionIx, StatementIx, SynonymSetIx, TreatmentIx,
};

impl Loader {
    pub(super) fn language_of(&mut self, tables: &mut Tables) -> Language {
        Language {
            intents: std::mem::take(&mut tables.intents)
                .into_iter()
                .map(|row| self.intent_of(row))
                .collect(),
            scripts: std::mem::take(&mut tables.scripts)
                .into_iter()
                .filter_map(|row| self.script_of(row))
                .collect(),
            plain_answers: std::mem::take(&mut tables.plain_answers)
                .into_iter()
                .map(|row| self.plain_answer_of(row))
                .collect(),
            emergencies: std::mem::take(&mut tables.emergencies)
                .into_iter()
                .map(|SourceRow { raw, .. }| Emergency {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                    words: plain(raw.words),
                    unless: plain(raw.unless),
                })
                .collect(),
            acts: std::mem::take(&mut tables.acts)
                .into_iter()
                .map(|SourceRow { raw, .. }| Act {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                    whole: plain(raw.whole),
                    words: plain(raw.words),
                    mixes: raw.mixes,
                })
                .collect(),
            other_languages: std::mem::take(&mut tables.other_languages)
                .into_iter()
                .map(|SourceRow { raw, .. }| OtherLanguage {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                    words: plain(raw.words),
                })
                .collect(),
            asking: (tables.asking.take())
                .map(|row| self.asking_of(row))
                .unwrap_or_default(),
            no_answers: std::mem::take(&mut tables.no_answers)
                .into_iter()
                .map(|SourceRow { file, raw }| NoAnswer {
                    lines: self.lines(file, &raw.lines),
                    id: raw.id.into_inner(),
                    name: raw.name.into_inner(),
                    examples: plain(raw.examples),
                })
                .collect(),
            alarms: std::mem::take(&mut tables.alarms)
                .into_iter()
                .filter_map(|row| self.alarm_of(row))
                .collect(),
            telling: Telling {
                told: plain(std::mem::take(&mut tables.telling.told)),
                asked: plain(std::mem::take(&mut tables.telling.asked)),
            },
            small_talk: std::mem::take(&mut tables.small_talk)
                .into_iter()
                .map(|row| self.small_talk_of(row))
                .collect(),
            synonyms: std::mem::take(&mut tables.synonyms)
                .into_iter()
                .map(|row| self.synonyms_of(row))
                .collect(),
        }
    }

    fn intent_of(&mut self, row: SourceRow<raw::Intent>) -> Intent {
        let SourceRow { file, raw } = row;
        if raw.statements.is_empty() || raw.examples.is_empty() {
            self.fault(
                file,
                &raw.id,
                "an intent without an answer, or without an example",
                "name the statements that answer it, and examples of how it is asked",
            );
        }
        Intent {
            facts_of: self.treatments(file, &raw.facts_of),
            statements: self.statements(file, &raw.statements),
            lines: self.lines(file, &raw.lines),
            of_case: raw.of_case,
            offer_if: raw.offer_if.as_ref().map(|when| self.condition(file, when)),
            id: raw.id.into_inner(),
            examples: plain(raw.examples),
        }
    }

    fn script_of(&mut self, row: SourceRow<raw::Script>) -> Option<Script> {
        let SourceRow { file, raw } = row;
        let say = self.said(file, &raw.id, &raw.say);
        Some(Script {
            answers: self.place(file, &raw.answers, "intent", |l| &l.intents, IntentIx::new)?,
            role: self.place(file, &raw.role, "role", |l| &l.roles, RoleIx::new)?,
            id: raw.id.into_inner(),
            say,
        })
    }

    fn plain_answer_of(&mut self, row: SourceRow<raw::PlainAnswer>) -> PlainAnswer {
        let SourceRow { file, raw } = row;
        let asked = [&raw.words, &raw.treatments, &raw.intents];
        if raw.say.is_empty() || asked.into_iter().all(Vec::is_empty) {
            self.fault(
                file,
                &raw.id,
                "a plain answer that says nothing, or that nothing asks for",
                "write its sentences, and its `words`, `treatments` or `intents`",
            );
        }
        let intents = raw.intents.iter();
        let intents = intents
            .filter_map(|id| self.place(file, id, "intent", |l| &l.intents, IntentIx::new))
            .collect();
        PlainAnswer {
            say: self.said(file, &raw.id, &raw.say),
            treatments: self.treatments(file, &raw.treatments),
            intents,
            id: raw.id.into_inner(),
            words: plain(raw.words),
            unless: plain(raw.unless),
        }
    }

    /// The sentences of a script or of a plain answer, each with the cases in which it is said.
    fn said(&mut self, file: usize, of: &Text, say: &[raw::Say]) -> Vec<(Said, Condition)> {
        let mut said = Vec::new();
        for say in say {
            let sentence = match (&say.line, &say.plain_of, &say.text) {
                (Some(line), None, None) => {
                    let line = self.place(file, line, "line", |l| &l.lines, LineIx::new);
                    line.map(Said::Line)
                }
                (None, Some(of), None) => {
                    let what = "statement";
                    let of = self.place(file, of, what, |l| &l.statements, StatementIx::new);
                    of.map(Said::Plain)
                }
                (None, None, Some(text)) if say.policy || !say.statements.is_empty() => {
                    Some(Said::Own(
                        text.as_ref().clone(),
                        self.statements(file, &say.statements),
                    ))
                }
                _ => {
                    self.fault(
                        file,
                        of,
                        "a sentence that is neither a line, a statement nor a text that rests on some",
                        "name one of `line`, `plain_of`, and `text` with its `statements` or `policy = true`",
                    );
                    None
                }
            };
            let when = match &say.when {
                Some(when) => self.condition(file, when),
                None => Condition::Constant(true),
            };
            said.extend(sentence.map(|sentence| (sentence, when)));
        }
        said
    }

    fn alarm_of(&mut self, row: SourceRow<raw::Alarm>) -> Option<Alarm> {
        let SourceRow { file, raw } = row;
        let options = self.red_flags.and_then(|place| self.options.get(place));
        let known = options.and_then(|options| options.get(raw.flag.as_ref()).copied());
        let Some(flag) = known else {
            self.fault(
                file,
                &raw.flag,
                format!(
                    "`{}` is not an option of the red-flag question",
                    raw.flag.as_ref()
                ),
                "check the spelling",
            );
            return None;
        };
        Some(Alarm {
            flag: OptionIx::new(flag),
            examples: plain(raw.examples),
            words: self.phrases(file, raw.words),
            signs: self.phrases(file, raw.signs),
            raised_by: self.choices(file, &raw.raised_by),
            raised_unless: self.choices(file, &raw.raised_unless),
            past: self.phrases(file, raw.past),
            asked: self.phrases(file, raw.asked),
        })
    }

    fn small_talk_of(&mut self, row: SourceRow<raw::SmallTalk>) -> SmallTalk {
        let SourceRow { file, raw } = row;
        SmallTalk {
            // In the order of the alphabet, for the message that lists them.
            kind: self.word(
                file,
                &raw.kind,
                &[
                    ("chat", SmallTalkKind::Chat),
                    ("dose", SmallTalkKind::Dose),
                    ("image", SmallTalkKind::Image),
                    ("persuasion", SmallTalkKind::Persuasion),
                    ("vague", SmallTalkKind::Vague),
                ],
            ),
            examples: plain(raw.examples),
            words: plain(raw.words),
            whole: plain(raw.whole),
            unless: plain(raw.unless),
            names: plain(raw.names),
            only: plain(raw.only),
        }
    }

    fn synonyms_of(&mut self, row: SourceRow<raw::Synonyms>) -> SynonymSet {
        let SourceRow { file, raw } = row;
        SynonymSet {
            keeps_back: self.treatments(file, &raw.keeps_back),
            broader: raw
                .broader
                .iter()
                .filter_map(|id| {
                    self.place(file, id, "synonyms", |l| &l.synonyms, SynonymSetIx::new)
                })
                .collect(),
            id: raw.id.into_inner(),
            words: plain(raw.words),
            empty: raw.empty,
            anchor: raw.anchor.as_ref().map_or(Anchor::Loose, |anchor| {
                // In the order of the alphabet, for the message that lists them.
                self.word(
                    file,
                    anchor,
                    &[
                        ("elsewhere", Anchor::Elsewhere),
                        ("here", Anchor::Here),
                        ("matter", Anchor::Matter),
                        ("near", Anchor::Near),
                        ("other", Anchor::Other),
                    ],
                )
            }),
            effect: raw.effect,
            wanted: raw.wanted,
            recalled: raw.recalled,
            only_if: raw.only_if.as_ref().map(|when| self.condition(file, when)),
            treatments: raw
                .treatments
                .iter()
                .filter_map(|id| {
                    self.place(file, id, "treatment", |l| &l.treatments, TreatmentIx::new)
                })
                .collect(),
        }
    }

    fn asking_of(&mut self, row: SourceRow<raw::Asking>) -> Asking {
        let SourceRow { file, raw } = row;
        let mut way = Vec::new();
        let mut instead = Vec::new();
        for asked in raw.way {
            let section = self.place(
                file,
                &asked.section,
                "section",
                |l| &l.sections,
                SectionIx::new,
            );
            let words = plain(asked.words).into_iter();
            let list = match asked.instead {
                true => &mut instead,
                false => &mut way,
            };
            if let Some(section) = section {
                list.extend(words.map(|word| (section, word)));
            }
        }
        Asking {
            leading: plain(raw.leading),
            pointing: plain(raw.pointing),
            person: plain(raw.person),
            elliptic: plain(raw.elliptic),
            yes_no: plain(raw.yes_no),
            way,
            instead,
            doubting: plain(raw.doubting),
            negations: plain(raw.negations),
            negation_ends: plain(raw.negation_ends),
            patient: plain(raw.patient),
            medicine_endings: plain(raw.medicine_endings),
        }
    }
}

fn plain(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(Text::into_inner).collect()
}
