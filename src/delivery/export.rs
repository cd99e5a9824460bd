//! Files that are made when they are sent: everything that is kept of a person, in parts.
//!
//! A part is read from the store page by page and held in memory while it is sent, so the memory that an export
//! needs does not depend on how much there is.

use care_store::{Call, Document, ExportCursor, Recipe, Store, StoreError};

use super::outcome::ServiceTexts;
use crate::telegram::api::{Api, Upload};
use crate::telegram::errors::ApiError;
use crate::telegram::params::params;

/// The version of the file's form.
const FORMAT: u32 = 2;
/// About how many bytes a part has at most; Telegram takes files of up to 50 MB.
const PART_BYTES: usize = 12 * 1024 * 1024;

/// Why a call was not made.
#[derive(Debug)]
pub(super) enum CallError {
    /// Telegram did not take it.
    Api(ApiError),
    /// What was to be sent could not be read.
    Store(StoreError),
}

impl From<ApiError> for CallError {
    fn from(error: ApiError) -> Self {
        Self::Api(error)
    }
}

/// What Telegram has answered to a call.
pub(super) struct Response {
    /// The result of the call, as JSON.
    pub result: String,
    /// Where the next part begins, of a file that has one.
    pub next: Option<ExportCursor>,
}

/// Makes the next part of a file at the time `now` (Unix seconds) and sends it.
pub(super) async fn send(
    api: &Api,
    store: &Store,
    texts: &ServiceTexts,
    now: i64,
    document: &Document,
) -> Result<Response, CallError> {
    let Recipe::PersonalData {
        user,
        content_version,
        next: from,
    } = &document.recipe;
    let part = store.export_part(*user, *from, PART_BYTES).await;
    let part = part.map_err(CallError::Store)?;
    let number = from.parts + 1;
    let is_only = number == 1 && part.next.is_none();
    let head = serde_json::json!({
        "format": FORMAT,
        "person": user,
        "made_at": minute(now),
        "content_version": content_version,
        "part": number,
        "is_last": part.next.is_none(),
    });
    let head = head.to_string();
    // The tables are JSON already, and large: they are put in as they are.
    let open = head.strip_suffix('}').unwrap_or(&head);
    let text = format!("{open},\"kept\":{}}}\n", part.tables);
    let name = if is_only {
        "achilles-bot-my-data.json".to_owned()
    } else {
        format!("achilles-bot-my-data-{number}.json")
    };
    let mut said = document.clone();
    if !is_only {
        let words = texts.part.replace("{part}", &number.to_string());
        said.caption = format!("{} {words}", said.caption);
    }
    let call = Call::SendDocument(said);
    let file = Upload {
        name,
        bytes: text.into_bytes(),
    };
    let result = api.upload(&call, &params(&call), file).await?;
    Ok(Response {
        result,
        next: part.next,
    })
}

/// The same file from its next part on.
pub(super) fn further(document: &Document, next: ExportCursor) -> Document {
    let Recipe::PersonalData {
        user,
        content_version,
        ..
    } = &document.recipe;
    Document {
        recipe: Recipe::PersonalData {
            user: *user,
            content_version: content_version.clone(),
            next,
        },
        ..document.clone()
    }
}

/// "2026-11-23 14:05", by universal time.
fn minute(seconds: i64) -> String {
    let of_day = seconds.rem_euclid(86_400) / 60;
    let day = care_engine::day::Day::at(seconds);
    format!("{day} {:02}:{:02}", of_day / 60, of_day % 60)
}
