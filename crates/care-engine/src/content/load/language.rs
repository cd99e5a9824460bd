//! What clinicians type.

use super::super::model::{
    Act, Alarm, Anchor, Asked, Asking, Concept, Emergency, Gap, Language, Talk, TalkKind, Telling,
    Tongue,
};
use super::super::raw::{self, Text};
use super::gather::{Row, Tables};
use super::resolver::Loader;
use crate::ids::{ConceptIx, OptionIx, TreatmentIx};

impl Loader {
    pub(super) fn language_of(&mut self, tables: &mut Tables) -> Language {
        Language {
            asked: std::mem::take(&mut tables.asked)
                .into_iter()
                .map(|row| self.asked_of(row))
                .collect(),
            emergencies: std::mem::take(&mut tables.emergencies)
                .into_iter()
                .map(|Row { raw, .. }| Emergency {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                    words: plain(raw.words),
                    unless: plain(raw.unless),
                })
                .collect(),
            acts: std::mem::take(&mut tables.acts)
                .into_iter()
                .map(|Row { raw, .. }| Act {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                    whole: plain(raw.whole),
                    words: plain(raw.words),
                    mixes: raw.mixes,
                })
                .collect(),
            tongues: std::mem::take(&mut tables.tongues)
                .into_iter()
                .map(|Row { raw, .. }| Tongue {
                    id: raw.id.into_inner(),
                    text: raw.text.into_inner(),
                })
                .collect(),
            asking: asking_of(std::mem::take(&mut tables.asking)),
            gaps: std::mem::take(&mut tables.gaps)
                .into_iter()
                .map(|Row { raw, .. }| Gap {
                    id: raw.id.into_inner(),
                    name: raw.name.into_inner(),
                    ways: plain(raw.ways),
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
            talk: std::mem::take(&mut tables.talk)
                .into_iter()
                .map(|row| self.talk_of(row))
                .collect(),
            concepts: std::mem::take(&mut tables.concepts)
                .into_iter()
                .map(|row| self.concept_of(row))
                .collect(),
        }
    }

    fn asked_of(&mut self, row: Row<raw::Asked>) -> Asked {
        let Row { file, raw } = row;
        if raw.statements.is_empty() || raw.ways.is_empty() {
            self.fault(
                file,
                &raw.id,
                "something asked without an answer, or never asked",
                "name the statements that answer it, and how it is asked",
            );
        }
        Asked {
            statements: self.statements(file, &raw.statements),
            offer_if: raw.offer_if.as_ref().map(|when| self.condition(file, when)),
            id: raw.id.into_inner(),
            ways: plain(raw.ways),
        }
    }

    fn alarm_of(&mut self, row: Row<raw::Alarm>) -> Option<Alarm> {
        let Row { file, raw } = row;
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
            ways: plain(raw.ways),
            words: plain(raw.words),
            signs: plain(raw.signs),
            raised_by: self.choices(file, &raw.raised_by),
            raised_unless: self.choices(file, &raw.raised_unless),
            asked: plain(raw.asked),
        })
    }

    fn talk_of(&mut self, row: Row<raw::Talk>) -> Talk {
        let Row { file, raw } = row;
        Talk {
            // In the order of the alphabet, for the message that lists them.
            kind: self.word(
                file,
                &raw.kind,
                &[
                    ("chat", TalkKind::Chat),
                    ("dose", TalkKind::Dose),
                    ("image", TalkKind::Image),
                    ("persuasion", TalkKind::Persuasion),
                    ("vague", TalkKind::Vague),
                ],
            ),
            ways: plain(raw.ways),
            words: plain(raw.words),
            whole: plain(raw.whole),
            unless: plain(raw.unless),
            names: plain(raw.names),
            only: plain(raw.only),
        }
    }

    fn concept_of(&mut self, row: Row<raw::Concept>) -> Concept {
        let Row { file, raw } = row;
        Concept {
            broader: raw
                .broader
                .iter()
                .filter_map(|id| self.place(file, id, "concept", |l| &l.concepts, ConceptIx::new))
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
            treatments: raw
                .treatments
                .iter()
                .filter_map(|id| {
                    self.place(file, id, "treatment", |l| &l.treatments, TreatmentIx::new)
                })
                .collect(),
        }
    }
}

fn asking_of(raw: raw::Asking) -> Asking {
    Asking {
        leading: plain(raw.leading),
        pointing: plain(raw.pointing),
        elliptic: plain(raw.elliptic),
        yes_no: plain(raw.yes_no),
        way: plain(raw.way),
        negations: plain(raw.negations),
        negation_ends: plain(raw.negation_ends),
        patient: plain(raw.patient),
        medicine_endings: plain(raw.medicine_endings),
    }
}

fn plain(texts: Vec<Text>) -> Vec<String> {
    texts.into_iter().map(Text::into_inner).collect()
}
