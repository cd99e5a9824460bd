//! What a file is known to hold: what the last units of work have read and written. The file belongs to
//! one process, so most updates find here what they need, and the file is only written to.

use super::{OwedId, Room};

/// Most cases and people that are known without being read; a case has about 2 KB.
const MOST: usize = 2000;

/// Rows of the file, and the version of the file that they are of.
#[derive(Debug)]
pub(super) struct Standing {
    /// People, cases and visitors.
    pub room: Room,
    /// Another one when another connection has written to the file.
    pub version: i64,
    /// The number of the last call that was owed.
    pub last_owed: OwedId,
}

impl Standing {
    /// What a unit of work leaves, once it is committed.
    pub fn after(mut room: Room, version: i64, last_owed: OwedId) -> Option<Self> {
        room.settle_down();
        // Whoever is active now is read again soon enough.
        (room.size() <= MOST).then_some(Self {
            room,
            version,
            last_owed,
        })
    }
}
