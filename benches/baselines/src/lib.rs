//! A dialogue of fourteen questions, as somebody who knows teloxide would write it; the two binaries
//! choose where it is kept.

use std::fmt::Debug;
use std::sync::Arc;

use futures::future::try_join;
use serde::{Deserialize, Serialize};
use teloxide::dispatching::dialogue::{self, Storage};
use teloxide::prelude::*;
use teloxide::types::{InlineKeyboardButton, InlineKeyboardMarkup, ParseMode};

/// Questions of one dialogue.
const QUESTIONS: u8 = 14;
/// Options of one question.
const OPTIONS: u8 = 8;
/// How many of them a card explains.
const EXPLAINED: u8 = 3;

/// The card at which somebody is.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub enum State {
    /// Before the first card.
    #[default]
    Start,
    /// A question is in front of them.
    Asking {
        /// Which one, from 0.
        question: u8,
        /// What they chose so far.
        answers: Vec<u8>,
    },
    /// Every card was answered.
    Finished {
        /// The options that were chosen, card by card.
        answers: Vec<u8>,
    },
}

/// Why an update was not handled.
type Failure = Box<dyn std::error::Error + Send + Sync>;

/// Runs the bot until it is told to stop.
pub async fn run<S>(storage: Arc<S>)
where
    S: Storage<State> + Send + Sync + 'static,
    S::Error: std::error::Error + Debug + Send + Sync + 'static,
{
    let bot = Bot::from_env();
    let routes = dialogue::enter::<Update, S, State, _>()
        .branch(Update::filter_message().endpoint(begin::<S>))
        .branch(Update::filter_callback_query().endpoint(press::<S>));
    Dispatcher::builder(bot, routes)
        .dependencies(dptree::deps![storage])
        .enable_ctrlc_handler()
        .build()
        .dispatch()
        .await;
}

async fn begin<S>(bot: Bot, dialogue: Dialogue<State, S>, message: Message) -> Result<(), Failure>
where
    S: Storage<State>,
    S::Error: std::error::Error + Send + Sync + 'static,
{
    let first = first();
    bot.send_message(message.chat.id, card(&first))
        .parse_mode(ParseMode::Html)
        .reply_markup(keyboard(&first))
        .await?;
    dialogue.update(first).await?;
    Ok(())
}

async fn press<S>(
    bot: Bot,
    dialogue: Dialogue<State, S>,
    state: State,
    query: CallbackQuery,
) -> Result<(), Failure>
where
    S: Storage<State>,
    S::Error: std::error::Error + Send + Sync + 'static,
{
    let pressed = query.data.as_deref().unwrap_or_default();
    let next = next(state, pressed);
    // The state first: somebody who sees a card can press on it.
    dialogue.update(next.clone()).await?;
    let answer = async { bot.answer_callback_query(query.id.clone()).await };
    match query.regular_message() {
        Some(message) => {
            let edit = async {
                bot.edit_message_text(message.chat.id, message.id, card(&next))
                    .parse_mode(ParseMode::Html)
                    .reply_markup(keyboard(&next))
                    .await
            };
            try_join(answer, edit).await?;
        }
        None => {
            answer.await?;
        }
    }
    Ok(())
}

fn first() -> State {
    State::Asking {
        question: 0,
        answers: Vec::new(),
    }
}

/// What a press leads to; one that does not belong to the present card leads nowhere.
fn next(state: State, pressed: &str) -> State {
    let chosen = || {
        let (question, option) = pressed
            .strip_prefix("answer:question_")?
            .split_once(":option_")?;
        Some((question.parse::<u8>().ok()?, option.parse::<u8>().ok()?))
    };
    match state {
        State::Asking {
            question,
            mut answers,
        } => match chosen() {
            Some((of, option)) if of == question && option < OPTIONS => {
                answers.push(option);
                match question + 1 {
                    QUESTIONS => State::Finished { answers },
                    question => State::Asking { question, answers },
                }
            }
            _ => State::Asking { question, answers },
        },
        State::Finished { .. } if pressed == "again" => first(),
        other => other,
    }
}

/// As long as a card of the bot: over the walk of the bench the bot's edits have 1,073 bytes, of which 323 are text and
/// the rest 8.6 buttons in 5.2 rows, with labels of 14 bytes and 25 bytes of data; these have 1,067, of which 324 are text.
fn card(state: &State) -> String {
    match state {
        State::Asking { question, .. } => {
            let at = question + 1;
            let mut text = format!(
                "<b>Case {at}</b> · Question {at} · {at} of about {QUESTIONS}\n\n\
                 <b>Which of these fits best, as far as it is known at this moment?</b>\n\
                 <i>One tap answers it; it can be changed later.</i>\n"
            );
            for option in 0..EXPLAINED {
                text.push_str(&format!(
                    "\n• <b>Choice {at}.{option}</b>: a few words that explain it"
                ));
            }
            text
        }
        State::Finished { answers } => {
            let mut text = String::from("<b>Summary</b>\n\nEverything is answered.\n");
            for (question, option) in answers.iter().enumerate() {
                text.push_str(&format!(
                    "\n• <b>Question {}</b>: choice {option}",
                    question + 1
                ));
            }
            text
        }
        State::Start => String::from("Send /start to begin."),
    }
}

fn keyboard(state: &State) -> InlineKeyboardMarkup {
    match state {
        State::Asking { question, .. } => {
            let options = (0..OPTIONS).map(|option| {
                let label = format!("Choice {}.{option} of it", question + 1);
                let data = format!("answer:question_{question}:option_{option}");
                InlineKeyboardButton::callback(label, data)
            });
            let options: Vec<InlineKeyboardButton> = options.collect();
            // Two in a row, as the bot has them.
            let rows = options.chunks(2).map(<[_]>::to_vec);
            let close = vec![InlineKeyboardButton::callback("Close", "close")];
            InlineKeyboardMarkup::new(rows.chain([close]))
        }
        State::Start | State::Finished { .. } => {
            InlineKeyboardMarkup::new([[InlineKeyboardButton::callback("Start over", "again")]])
        }
    }
}
