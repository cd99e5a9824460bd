//! What a message is before it is a question: a red flag told, a dose asked for, chat, another
//! matter. Words that settle it are looked at first, in the order of what must not be missed.

use super::words::plain;
use crate::core::content::{Content, ElsewhereIx, OptionIx, OptionSet, TalkKind};
use crate::core::matcher::Matcher;

/// What words alone settle.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Settled {
    /// Red flags, told of the patient.
    Alarm(OptionSet),
    /// Something that is no question for the statements.
    Talk(TalkKind),
    /// Another matter.
    Elsewhere(ElsewhereIx),
}

struct Alarm {
    flag: OptionIx,
    words: Matcher<()>,
    asked: Matcher<()>,
}

struct Talk {
    kind: TalkKind,
    words: Matcher<()>,
    whole: Vec<String>,
    unless: Matcher<()>,
}

struct Elsewhere {
    place: ElsewhereIx,
    words: Matcher<()>,
    inside: Matcher<()>,
}

/// The words that settle what a message is.
pub struct Screen {
    alarms: Vec<Alarm>,
    told: Matcher<()>,
    asked: Matcher<()>,
    talk: Vec<Talk>,
    elsewhere: Vec<Elsewhere>,
}

impl Screen {
    /// Takes the words from the content.
    pub fn new(content: &Content) -> Self {
        let language = &content.language;
        let alarms = language.alarms.iter().map(|alarm| Alarm {
            flag: alarm.flag,
            words: any(&alarm.words),
            asked: any(&alarm.asked),
        });
        let talk = language.talk.iter().map(|talk| Talk {
            kind: talk.kind,
            words: any(&talk.words),
            whole: (talk.whole.iter())
                .chain(&talk.ways)
                .map(|text| plain(text))
                .collect(),
            unless: any(&talk.unless),
        });
        let elsewhere = language.elsewhere.iter().enumerate();
        Self {
            alarms: alarms.collect(),
            told: any(&language.telling.told),
            asked: any(&language.telling.asked),
            talk: talk.collect(),
            elsewhere: elsewhere
                .map(|(place, elsewhere)| Elsewhere {
                    place: ElsewhereIx::new(place),
                    words: any(&elsewhere.words),
                    inside: any(&elsewhere.inside),
                })
                .collect(),
        }
    }

    /// What the words settle, if anything. A question that leans on an earlier one is not vague.
    pub fn settled(&self, question: &str, leans: bool) -> Option<Settled> {
        let text = plain(question);
        let has = |words: &Matcher<()>| !words.find(&text).is_empty();
        if has(&self.told) && !has(&self.asked) {
            let mut flags = OptionSet::default();
            for alarm in &self.alarms {
                if has(&alarm.words) && !has(&alarm.asked) {
                    flags.mark(alarm.flag, true);
                }
            }
            if !flags.is_empty() {
                return Some(Settled::Alarm(flags));
            }
        }
        for kind in [
            TalkKind::Image,
            TalkKind::Persuasion,
            TalkKind::Chat,
            TalkKind::Dose,
        ] {
            if self.is(kind, &text) {
                return Some(Settled::Talk(kind));
            }
        }
        let elsewhere = self
            .elsewhere
            .iter()
            .find(|elsewhere| has(&elsewhere.words) && !has(&elsewhere.inside));
        if let Some(elsewhere) = elsewhere {
            return Some(Settled::Elsewhere(elsewhere.place));
        }
        (!leans && self.is(TalkKind::Vague, &text)).then_some(Settled::Talk(TalkKind::Vague))
    }

    fn is(&self, kind: TalkKind, text: &str) -> bool {
        self.talk
            .iter()
            .filter(|talk| talk.kind == kind)
            .any(|talk| {
                talk.whole.iter().any(|whole| whole == text)
                    || (!talk.words.find(text).is_empty() && talk.unless.find(text).is_empty())
            })
    }
}

fn any(words: &[String]) -> Matcher<()> {
    let plain: Vec<String> = words
        .iter()
        .map(|word| match word.strip_suffix('*') {
            Some(opening) => format!("{}*", plain(opening)),
            None => plain(word),
        })
        .filter(|word| !word.is_empty() && word != "*")
        .collect();
    Matcher::new(plain.iter().map(|word| ((), word.as_str())))
}
