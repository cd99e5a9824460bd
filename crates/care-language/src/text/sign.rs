//! Words that change what others say. They are content: cues whose ids are those of [`Sign`].

/// What a cue does to the words in its reach.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Sign {
    /// Denies what stands behind it: "no", "without".
    Deny,
    /// A "no" that is part of a name, such as "no pain": it denies nothing behind the next comma.
    DenyHere,
    /// "Denies": its list goes on over commas.
    DenyList,
    /// "Excluded", "negative", behind what is denied.
    DenyAfter,
    /// "But", "except", "on": a denial goes no further.
    DenyEnd,
    /// "Mother", "family history of".
    Kin,
    /// "He", "the patient": what follows is the patient's again.
    Patient,
    /// "Stopped", "used to take".
    Past,
    /// "Swapped for", behind what is over.
    PastBefore,
    /// "Switched from", before what is over.
    PastBehind,
    /// Only supposes what stands behind it: "if", "what if".
    Suppose,
    /// "Can I give", "does he need".
    Ask,
    /// "Tried", "has had", "failed".
    Done,
    /// When or how long, not that it was: "for 6 weeks", "after". It tells that something was done where nothing
    /// is asked.
    Lasts,
    /// Says that it is still to come: "requested", "awaiting".
    Pending,
    /// Only thinks that what stands behind it may be so: "?gout", "possible psoriasis".
    Doubt,
}

impl Sign {
    /// Every role of a cue, in the order of the marks.
    pub const ALL: [Self; 16] = [
        Self::Deny,
        Self::DenyHere,
        Self::DenyList,
        Self::DenyAfter,
        Self::DenyEnd,
        Self::Kin,
        Self::Patient,
        Self::Past,
        Self::PastBefore,
        Self::PastBehind,
        Self::Suppose,
        Self::Ask,
        Self::Done,
        Self::Lasts,
        Self::Pending,
        Self::Doubt,
    ];

    /// The id of its cue in the content.
    pub fn id(self) -> &'static str {
        match self {
            Self::Deny => "deny",
            Self::DenyHere => "deny_here",
            Self::DenyList => "deny_list",
            Self::DenyAfter => "deny_after",
            Self::DenyEnd => "deny_end",
            Self::Kin => "kin",
            Self::Patient => "patient",
            Self::Past => "past",
            Self::PastBefore => "past_before",
            Self::PastBehind => "past_behind",
            Self::Suppose => "suppose",
            Self::Ask => "ask",
            Self::Done => "done",
            Self::Lasts => "lasts",
            Self::Pending => "pending",
            Self::Doubt => "doubt",
        }
    }

    /// The sign of a cue, if it is one that is known here.
    pub fn of(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|sign| sign.id() == id)
    }
}
