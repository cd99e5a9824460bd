//! What the thread of a case remembers beside its answers, as ids: what was asked, the topic that the next
//! question may lean on with its time, and red flags that were told and are not yet answered for.

use care_engine::content::{Content, OptionSet};
use care_engine::intake::{Event, Intake};
use care_language::qa::{Reply, Topic};

/// Before the topic, and before each red flag. No id of the content begins with either.
const TOPIC: char = '@';
const FLAG: char = '!';

/// What a thread remembers.
#[derive(Debug, Default)]
pub(super) struct Thread {
    /// What the last answered question was about.
    pub(super) topic: Option<Topic>,
    /// Told, and not yet answered for.
    pub(super) flags: OptionSet,
}

impl Thread {
    /// Reads what is kept of a case.
    pub(super) fn read(content: &Content, kept: &[String]) -> Self {
        let mut thread = Self::default();
        for entry in kept {
            if let Some(topic) = entry.strip_prefix(TOPIC) {
                let (at, ids) = topic.split_once(':').unwrap_or_default();
                let ids: Vec<String> = ids.split(',').map(str::to_owned).collect();
                let at = at.parse().unwrap_or_default();
                thread.topic = Some(Topic::from_ids(content, &ids, at));
            } else if let Some(flag) = entry.strip_prefix(FLAG)
                && let Some(option) = content.find_option(content.topic.red_flags, flag)
            {
                thread.flags.mark(option, true);
            }
        }
        thread
    }

    /// Keeps what a reply leaves: its topic in place of the one before, and red flags that it told.
    pub(super) fn keep(content: &Content, kept: &mut Vec<String>, reply: &Reply) {
        kept.retain(|entry| !entry.starts_with(TOPIC));
        for flag in reply.flags().iter() {
            let id = &content.option(content.topic.red_flags, flag).id;
            let entry = format!("{FLAG}{id}");
            if !kept.contains(&entry) {
                kept.push(entry);
            }
        }
        if let Some(topic) = &reply.topic {
            let (ids, at) = topic.to_ids(content);
            kept.push(format!("{TOPIC}{at}:{}", ids.join(",")));
        }
    }

    /// Forgets the red flags where a step answered the screen, or began the case again.
    pub(super) fn settle(
        content: &Content,
        kept: &mut Vec<String>,
        (before, event, after): (&Intake, &Event, &Intake),
    ) {
        let screen = content.topic.red_flags;
        let answered = match event {
            Event::StartOver => true,
            Event::Done(_) | Event::Choose(..) | Event::Mark(..) => {
                let left = before.asking() == Some(screen) && after.asking() != Some(screen);
                left && after.case.answer(screen).is_some()
            }
            _ => false,
        };
        if answered {
            Self::screened(kept);
        }
    }

    /// Forgets the red flags: the screen was answered.
    pub(super) fn screened(kept: &mut Vec<String>) {
        kept.retain(|entry| !entry.starts_with(FLAG));
    }
}
