//! The desk: one request, its effect on what is kept, and the calls owed because of it.
//!
//! No network here, and no clock: what the desk writes is committed as one with the mark that the
//! update was handled, and only then sent.

mod cases;
mod follow_up;
mod onboarding;
mod press;
mod words;

use std::sync::Arc;

use super::callback::Owner;
use super::calls::Call;
use super::schema::{Command, Request, Sender};
use crate::core::answers::Answers;
use crate::core::content::{Content, QuestionIx, RoleIx};
use crate::core::identifier;
use crate::render::{Card, menu_card};
use crate::store::{Connection, KeptCase, Person, Seat, StoreError};

/// What the desk needs to know beside the store.
#[derive(Clone)]
pub struct Desk {
    /// What can be asked and said.
    pub content: Arc<Content>,
    /// What is looked up for answers.
    pub answers: Arc<Answers>,
}

/// Most cases in a list; older ones are still kept.
const MOST_LISTED: i64 = 20;

/// One request being handled.
struct Sitting<'t> {
    content: &'t Content,
    answers: &'t Answers,
    tx: &'t mut Connection,
    now: i64,
    calls: Vec<Call>,
}

impl Desk {
    /// Prepares what is looked up.
    pub fn new(content: Arc<Content>) -> Self {
        let answers = Arc::new(Answers::new(&content));
        Self { content, answers }
    }

    /// Handles one request.
    ///
    /// # Errors
    /// When the database refuses; then nothing of it may be committed.
    pub async fn handle(
        &self,
        tx: &mut Connection,
        request: Request,
        now: i64,
    ) -> Result<Vec<Call>, StoreError> {
        let mut sitting = Sitting {
            content: &self.content,
            answers: &self.answers,
            tx,
            now,
            calls: Vec::new(),
        };
        sitting.handle(request).await?;
        Ok(sitting.calls)
    }
}

impl Sitting<'_> {
    async fn handle(&mut self, request: Request) -> Result<(), StoreError> {
        match request {
            Request::Command(sender, command, rest) => self.command(sender, command, &rest).await,
            Request::Text(sender, text, under) => self.typed(sender, text, under).await,
            Request::Media(sender) => self.media(sender).await,
            Request::Press {
                seat,
                message,
                query,
                data,
            } => self.press(seat, message, query, &data).await,
            Request::Moved { from, to } => crate::store::move_chat(self.tx, from, to).await,
            Request::Removed(chat) => {
                tracing::info!(chat, "the bot was blocked or removed");
                Ok(())
            }
            Request::Nothing(why) => {
                tracing::debug!(why, "update without a request");
                Ok(())
            }
        }
    }

    async fn command(
        &mut self,
        sender: Sender,
        command: Command,
        rest: &str,
    ) -> Result<(), StoreError> {
        let text = |key| self.content.text(key).to_owned();
        match command {
            Command::Start => self.start(sender, rest).await,
            Command::New => self.new_case(sender).await,
            Command::Cases => self.cases(sender.seat, Some(sender.message)).await,
            Command::Resume => self.resume(sender).await,
            Command::Settings => self.settings(sender).await,
            Command::Sources => self.tell(sender, self.sources()).await,
            Command::About => self.tell(sender, self.about()).await,
            Command::Privacy => self.tell(sender, text("privacy")).await,
            Command::Help => self.tell(sender, text("help")).await,
            Command::Unknown => {
                let words = format!("{}\n\n{}", text("help.unknown_command"), text("help"));
                self.tell(sender, words).await
            }
            Command::Cancel => self.cancel(sender).await,
        }
    }

    /// A text that answers something, or does not.
    async fn typed(
        &mut self,
        sender: Sender,
        text: String,
        under: Option<String>,
    ) -> Result<(), StoreError> {
        if identifier::suspected(&text) {
            return self
                .tell(sender, self.content.text("identifier").to_owned())
                .await;
        }
        // A reply to a message of a case is a question about that case, unless it is being asked.
        if let Some(line) = under
            && let Some(case) = self.case_under(sender.seat, &line).await?
            && !case.asking
        {
            return self.question(sender, &text, Some(case)).await;
        }
        match KeptCase::latest(self.tx, sender.seat).await? {
            // In a group a reply to somebody else's card must not become an answer to one's own.
            Some(case) if case.asking && !answers_its_card(sender, &case) => {
                match self.intake(&case) {
                    Ok(intake) => self.show_again(sender.seat, case, intake).await,
                    Err(_) => Ok(()),
                }
            }
            Some(case) if case.asking => self.answer_typed(sender, case, text).await,
            _ => self.question(sender, &text, None).await,
        }
    }

    async fn media(&mut self, sender: Sender) -> Result<(), StoreError> {
        let open = KeptCase::latest(self.tx, sender.seat).await?;
        let asking = open
            .as_ref()
            .and_then(|case| self.intake(case).ok()?.asking());
        let words = match asking {
            Some(question) => {
                let ask = &self.content.question(question).ask;
                self.content.text_with("media.asking", &[("ask", ask)])
            }
            None => self.content.text("media").to_owned(),
        };
        let card = menu_card(self.content, &words, open.map(|case| case.id));
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    /// Answers with words and what can be done now.
    async fn tell(&mut self, sender: Sender, words: String) -> Result<(), StoreError> {
        let open = KeptCase::latest(self.tx, sender.seat).await?;
        let unfinished = open.filter(|case| case.asking).map(|case| case.id);
        let card = menu_card(self.content, &words, unfinished);
        self.send(sender.seat, Some(sender.message), card);
        Ok(())
    }

    /// Sends something that is not the card of a case.
    fn send(&mut self, seat: Seat, reply_to: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(Call::Send {
            seat,
            reply_to,
            card,
            owner,
            card_of: None,
        });
    }

    /// Puts something that is not the card of a case in the place of a message, or sends it.
    fn replace(&mut self, seat: Seat, message: Option<i32>, card: Card) {
        let owner = Owner {
            person: seat.person,
            case: None,
        };
        self.calls.push(match message {
            Some(message) => Call::Edit {
                seat,
                message,
                card,
                owner,
                card_of: None,
            },
            None => Call::Send {
                seat,
                reply_to: None,
                card,
                owner,
                card_of: None,
            },
        });
    }

    fn role(&self, person: &Person) -> Option<RoleIx> {
        person
            .role
            .as_deref()
            .and_then(|role| self.content.find_role(role))
    }

    /// The question about the local service, which is a setting.
    fn access_question(&self) -> Option<QuestionIx> {
        self.content.find_question("access")
    }
}

/// Whether a text belongs to the case's card. In a private chat every text does; in a group, which
/// has a negative number, only a reply to it.
fn answers_its_card(sender: Sender, case: &KeptCase) -> bool {
    let private = sender.seat.chat > 0;
    private || case.card.is_none() || sender.reply_to == case.card
}
