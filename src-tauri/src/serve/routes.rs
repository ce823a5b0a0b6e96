//! Which path is answered by what. `assets/openapi.json` describes the same paths, and a test compares the two.

use super::Server;
use super::gate;
use super::refusal::Refusal;
use super::{api, languagetool};
use axum::http::StatusCode;
use axum::middleware;
use axum::response::Response;
use axum::routing::{MethodRouter, get, post};
use std::sync::Arc;

type Route = (&'static str, MethodRouter<Arc<Server>>);

/// Stet's own.
fn own() -> Vec<Route> {
    vec![
        ("/openapi.json", get(api::document)),
        ("/v1/health", get(api::health)),
        ("/v1/tools", get(api::tools)),
        ("/v1/proofread", post(api::proofread)),
        ("/v1/rewrite", post(api::rewrite)),
        ("/v1/summarize", post(api::summarize)),
        ("/v1/ask", post(api::ask)),
        ("/v1/run/{tool}", post(api::run_tool)),
    ]
}

/// LanguageTool's.
fn compatible() -> Vec<Route> {
    vec![
        ("/v2/check", get(languagetool::check).post(languagetool::check)),
        ("/v2/languages", get(languagetool::languages)),
        ("/v2/maxtextlength", get(languagetool::max_text_length)),
        ("/v2/info", get(languagetool::info)),
    ]
}

/// Everything, behind the gate. LanguageTool's paths are there a second time, with the token in front.
pub fn router(server: &Arc<Server>) -> axum::Router {
    let in_front = compatible().into_iter().map(|(path, answer)| (format!("/{{token}}{path}"), answer));
    let routes = own().into_iter().chain(compatible()).map(|(path, answer)| (path.to_owned(), answer));
    routes
        .chain(in_front)
        .fold(axum::Router::new(), |router, (path, answer)| router.route(&path, answer))
        .fallback(nothing_there)
        .method_not_allowed_fallback(another_method)
        .layer(middleware::from_fn_with_state(server.clone(), gate::pass))
        .with_state(server.clone())
}

async fn nothing_there() -> Response {
    let hint = Some("GET /openapi.json says what there is.");
    Refusal::new(StatusCode::NOT_FOUND, "not-found", "There is nothing at this address.", hint).json()
}

async fn another_method() -> Response {
    let hint = Some("GET /openapi.json says which.");
    Refusal::new(StatusCode::METHOD_NOT_ALLOWED, "usage", "This address takes another method.", hint).json()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn the_document_describes_what_is_there_and_nothing_else() {
        let document: serde_json::Value = serde_json::from_str(api::DOCUMENT).unwrap();
        let described: BTreeSet<&str> = document["paths"].as_object().unwrap().keys().map(String::as_str).collect();
        let there: BTreeSet<&str> = own().into_iter().chain(compatible()).map(|(path, _)| path).collect();
        assert_eq!(described, there);
        assert_eq!(document["info"]["version"], env!("CARGO_PKG_VERSION"));
    }
}
