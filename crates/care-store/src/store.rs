//! [`Store`]: the database that an address names, and everything that can be asked of it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use care_ids::{CaseId, ChatId, EntryId, UserId};

use crate::acknowledge::{Acknowledge, Acknowledged};
use crate::backend::Backend;
use crate::call::{Call, ExportCursor};
use crate::contents::{KeepContent, KeptContent, ReadContents};
use crate::error::StoreError;
use crate::outbox::{DeliveryOutcome, NewEntry, OutboxEntry, SaveProgress, Tries};
use crate::people::{self, Member};
use crate::personal_data::{self, ExportPart};
use crate::postgres::{Claimed, LeaseListener};
use crate::process::{Handler, Job, Process, Processed};
use crate::retention::{self, Expired};
use crate::tx::Work;
use crate::updates::{self, UpdateId};

/// How long a clock that may be wrong has to go on as it does before it is believed.
const BELIEVED_AFTER: Duration = Duration::from_secs(24 * 60 * 60);

/// The database that an address names. A clone is another handle of the same one.
#[derive(Clone)]
pub struct Store {
    backend: Backend,
    /// The newest entry at the start, by the clock of then.
    newest: Arc<AtomicI64>,
    opened: Instant,
}

/// How an update is to be handled after this start.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Start {
    /// The last run handled updates or ended in good order: updates are handled in batches.
    Clean,
    /// The last run ended before it had handled anything: the first updates are handled one by one, each
    /// after [`Store::note_attempt`].
    Careful,
}

impl Store {
    /// Opens the database and brings its schema up to date.
    ///
    /// # Errors
    /// When the address is not understood, or what is there cannot be opened or is not a database of this
    /// bot.
    pub async fn open(url: &str) -> Result<Self, StoreError> {
        let backend = Backend::open(url).await?;
        let store = Self {
            backend,
            newest: Arc::default(),
            opened: Instant::now(),
        };
        let newest = store.transact(retention::ReadNewest).await?;
        store.newest.store(newest, Ordering::Relaxed);
        Ok(store)
    }

    /// What kind of database it is, without its address.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        self.backend.kind()
    }

    async fn transact<W: Work>(&self, work: W) -> Result<W::Out, StoreError> {
        self.backend.transact(work).await
    }

    /// Handles a batch of updates.
    ///
    /// # Errors
    /// When the database refuses; then nothing of the batch has happened. Where
    /// [`StoreError::is_of_data`], one of the updates is at fault.
    pub async fn process(
        &self,
        jobs: Vec<Job>,
        handler: Handler,
        now: i64,
    ) -> Result<Processed, StoreError> {
        let work = Process {
            jobs,
            handler,
            now,
            touched_at: now.max(self.newest.load(Ordering::Relaxed)),
        };
        self.transact(work).await
    }

    /// Notes an update as handled without an effect but a word to its person, which is handed back.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn set_aside(
        &self,
        update: UpdateId,
        words: Vec<NewEntry>,
        now: i64,
    ) -> Result<Vec<OutboxEntry>, StoreError> {
        self.transact(updates::SetAside { update, words, now })
            .await
    }

    /// Counts a start of the program, and says how its first updates are to be handled.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_start(&self) -> Result<Start, StoreError> {
        let before = self.transact(updates::CountStart).await?;
        Ok(if before > 0 {
            Start::Careful
        } else {
            Start::Clean
        })
    }

    /// The program works: a batch was handled, or it ends in good order.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn forget_starts(&self) -> Result<(), StoreError> {
        self.transact(updates::ForgetStarts).await
    }

    /// Keeps what a version of the content says, unless it is kept already. Says whether it was not.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn keep_content(&self, content: KeptContent) -> Result<bool, StoreError> {
        self.transact(KeepContent(content)).await
    }

    /// Every version of the content that was kept, the one seen first first.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn contents(&self) -> Result<Vec<KeptContent>, StoreError> {
        self.transact(ReadContents).await
    }

    /// Whether somebody presses on a case of somebody else in a group, and nothing was said of them since then.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn is_unknown_member(
        &self,
        case: CaseId,
        (chat, user): (ChatId, UserId),
        since: i64,
    ) -> Result<bool, StoreError> {
        let work = people::IsUnknownMember {
            case,
            chat,
            user,
            since,
        };
        self.transact(work).await
    }

    /// Keeps what Telegram said of somebody in a group.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_member(
        &self,
        chat: ChatId,
        user: UserId,
        member: Member,
    ) -> Result<(), StoreError> {
        let work = people::NoteMember { chat, user, member };
        self.transact(work).await
    }

    /// Notes that an update is about to be handled. False when it was begun too often without an end: then
    /// it is to be [set aside](Store::set_aside).
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn note_attempt(&self, update: UpdateId) -> Result<bool, StoreError> {
        self.transact(updates::NoteAttempt { update }).await
    }

    /// Notes which tries of calls are about to be made and which were surely not, and what became of
    /// calls.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it is noted.
    pub async fn acknowledge(
        &self,
        tries: Tries,
        outcomes: Vec<DeliveryOutcome>,
        now: i64,
    ) -> Result<Acknowledged, StoreError> {
        let work = Acknowledge {
            tries,
            outcomes,
            now,
        };
        self.transact(work).await
    }

    /// The entries that this replica has to deliver beside those that it knows; `busy` are the chats that
    /// it has entries for. In a file all entries are its own.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn claim(
        &self,
        known: &[EntryId],
        busy: &[ChatId],
        now: i64,
    ) -> Result<Claimed, StoreError> {
        self.backend.claim(known, busy, now).await
    }

    /// Listens for entries that other replicas leave to this one.
    ///
    /// # Errors
    /// When the database cannot be reached.
    pub async fn listen(&self) -> Result<LeaseListener, StoreError> {
        self.backend.listen().await
    }

    /// Renews the leases that this replica holds on these chats, and takes no other.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn renew_leases(&self, chats: &[ChatId]) -> Result<(), StoreError> {
        self.backend.renew_leases(chats).await
    }

    /// Gives up all leases, so that another replica can go on at once.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn release_leases(&self) -> Result<(), StoreError> {
        self.backend.release_leases().await
    }

    /// Notes how far the parts of a file were sent, so that a restart goes on there.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn save_progress(&self, entry: EntryId, call: &Call) -> Result<(), StoreError> {
        let work = SaveProgress {
            entry,
            call: call.to_stored(),
        };
        self.transact(work).await
    }

    /// The next part of everything that is kept of a person, of about so many bytes at most.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn export_part(
        &self,
        user: UserId,
        from: ExportCursor,
        most_bytes: usize,
    ) -> Result<ExportPart, StoreError> {
        let mut part = personal_data::PartWriter::default();
        let mut from = from;
        loop {
            let page = self
                .transact(personal_data::ReadExport { user, from })
                .await?;
            part.add(&page);
            match page.next {
                Some(next) if part.bytes() < most_bytes => from = next,
                next => {
                    let next = next.map(|next| ExportCursor {
                        parts: from.parts + 1,
                        ..next
                    });
                    return Ok(ExportPart {
                        tables: part.finish(),
                        next,
                    });
                }
            }
        }
    }

    /// Deletes what was not touched since `before`, and what is of no use any more. A few hundred rows a
    /// transaction, so that nobody waits for it; of many cases only a share at once. While the clock is
    /// far ahead of the newest entry nothing is deleted: it may be wrong.
    ///
    /// # Errors
    /// When the database refuses; what was deleted until then is gone.
    pub async fn delete_expired(&self, before: i64, now: i64) -> Result<Expired, StoreError> {
        let mut expired = Expired::default();
        let newest = self.newest.load(Ordering::Relaxed);
        let ahead = now - newest;
        if ahead > retention::MOST_AHEAD_SECONDS
            && newest > 0
            && self.opened.elapsed() < BELIEVED_AFTER
        {
            let days = ahead / (24 * 60 * 60);
            tracing::warn!(
                days,
                "the clock is far ahead of the newest entry; nothing is deleted for a day, should it be wrong"
            );
            return Ok(expired);
        }
        let mut left = self.transact(retention::ReadAllowance).await?;
        let mut after = CaseId::new(0);
        while left > 0 {
            let most = left;
            let work = retention::ExpireCases {
                after,
                before,
                most,
            };
            let Some((last, gone)) = self.transact(work).await? else {
                break;
            };
            expired.cases += gone;
            left -= i64::try_from(gone).unwrap_or(left);
            after = last;
        }
        expired.more = left <= 0;
        loop {
            let gone = self.transact(retention::ExpireEntries { before }).await?;
            expired.entries += gone;
            if gone == 0 {
                break;
            }
        }
        let mut after = UserId::new(0);
        while let Some((last, gone)) = self
            .transact(retention::ExpirePeople { after, before })
            .await?
        {
            expired.people += gone;
            after = last;
        }
        if expired != Expired::default() {
            self.secure_erase(false).await;
        }
        Ok(expired)
    }

    /// Forgets what is of no use any more and of no person.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn tidy(&self, now: i64) -> Result<(), StoreError> {
        self.transact(retention::Tidy { now }).await
    }

    /// Makes what was deleted gone from a file as well, also from one that is too large for it to be done
    /// at once. Others wait for it.
    pub async fn secure_erase(&self, even_if_large: bool) {
        if let Err(error) = self.backend.secure_erase(even_if_large).await {
            tracing::warn!(%error, "the file was not cleared of what was deleted");
        }
    }

    /// Writes something, as a sign that updates can be stored.
    ///
    /// # Errors
    /// When the database refuses.
    pub async fn check_writable(&self) -> Result<(), StoreError> {
        self.transact(updates::NoteReady).await
    }

    /// How a commit reaches the disk, as the database itself says.
    ///
    /// # Errors
    /// When it does not say.
    pub async fn durability(&self) -> Result<String, StoreError> {
        self.backend.durability().await
    }

    /// Whether other replicas may share this store.
    #[must_use]
    pub fn is_shared(&self) -> bool {
        self.backend.is_shared()
    }

    /// Writes everything to the file and closes it, or ends the connections.
    pub async fn close(&self) {
        self.backend.close().await;
    }
}

impl std::fmt::Debug for Store {
    // The address may hold a password.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Store")
            .field("shared", &self.is_shared())
            .finish_non_exhaustive()
    }
}
