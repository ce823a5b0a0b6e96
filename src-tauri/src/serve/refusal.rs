//! A request that is not answered: the status, and the failure in the shape that its client understands.

use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use stet_core::wire::Failure;
use stet_core::{Code, Error};

/// Why a request is not answered.
#[derive(Debug)]
pub struct Refusal {
    pub status: StatusCode,
    pub failure: Failure,
}

impl Refusal {
    /// `code` is a stable word of the API beside those of [`Code`].
    pub fn new(status: StatusCode, code: &str, message: impl Into<String>, hint: Option<&str>) -> Self {
        let failure =
            Failure { code: code.to_owned(), message: message.into(), hint: hint.map(str::to_owned), partial: None };
        Refusal { status, failure }
    }

    /// Too much is asked at a time.
    pub fn busy(message: &str) -> Self {
        let hint = Some("Try again in a second.");
        Refusal::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", message, hint)
    }

    pub fn too_large(message: impl Into<String>) -> Self {
        Refusal::new(StatusCode::PAYLOAD_TOO_LARGE, "too-large", message, Some("Send it in parts."))
    }

    /// As Stet's own programs read it.
    pub fn json(self) -> Response {
        let body = serde_json::json!({ "error": self.failure });
        finished(self.status, json(self.status, &body))
    }

    /// As LanguageTool says it.
    pub fn plain(self) -> Response {
        let body = format!("Error: {}", self.failure.message);
        finished(self.status, (self.status, body).into_response())
    }
}

fn finished(status: StatusCode, mut response: Response) -> Response {
    let headers = response.headers_mut();
    if status == StatusCode::TOO_MANY_REQUESTS {
        headers.insert(header::RETRY_AFTER, HeaderValue::from_static("1"));
    }
    if status == StatusCode::UNAUTHORIZED {
        headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
    }
    response
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        Refusal { status: status(error.code), failure: Failure::from(&error) }
    }
}

/// The one place where a failure's code becomes a status.
pub fn status(code: Code) -> StatusCode {
    match code {
        Code::Usage | Code::TextUnreadable | Code::TextUnsuitable | Code::TextEmpty => StatusCode::BAD_REQUEST,
        Code::NotFound | Code::ModelUnknown | Code::AdapterUnknown => StatusCode::NOT_FOUND,
        Code::ModelMissing | Code::ModelDamaged | Code::ModelUnsupported | Code::AdapterUnusable => {
            StatusCode::CONFLICT
        }
        Code::Refused => StatusCode::UNPROCESSABLE_ENTITY,
        // Nobody's standard, but what servers say when the client has gone.
        Code::Cancelled => StatusCode::from_u16(499).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR),
        Code::Unsupported => StatusCode::NOT_IMPLEMENTED,
        Code::Download | Code::Server | Code::ServerKey => StatusCode::BAD_GATEWAY,
        Code::MemoryShort => StatusCode::SERVICE_UNAVAILABLE,
        Code::DiskFull => StatusCode::INSUFFICIENT_STORAGE,
        Code::Io | Code::ReadOnly | Code::StoreDamaged | Code::Engine | Code::Desktop | Code::Internal => {
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}

/// A value as the body of a response.
pub fn json(status: StatusCode, value: &impl Serialize) -> Response {
    let body = serde_json::to_vec(value).unwrap_or_default();
    (status, [(header::CONTENT_TYPE, "application/json")], body).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_has_its_status_and_keeps_its_word() {
        for (code, expected) in [
            (Code::Usage, 400),
            (Code::ModelUnknown, 404),
            (Code::ModelMissing, 409),
            (Code::Refused, 422),
            (Code::Cancelled, 499),
            (Code::Engine, 500),
            (Code::MemoryShort, 503),
        ] {
            let refusal = Refusal::from(Error::new(code, "A sentence."));
            assert_eq!((refusal.status.as_u16(), refusal.failure.code.as_str()), (expected, code.word()));
        }
        let busy = Refusal::busy("Too much.").json();
        assert_eq!(busy.headers()[header::RETRY_AFTER], "1");
    }
}
