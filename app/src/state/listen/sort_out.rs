//! Which posts a run is made of, looked at afterwards. While posts come, one on the same event as two
//! runs goes to the likelier one (`docs/debug-posts.md`); once the ends are there, the actions that
//! they list tell better.

use std::collections::{BTreeMap, BTreeSet};

use misp_flow_engine::{
    run::Told,
    value::Value,
    workflow::{NodeId, NodeKind, Workflow},
};

use crate::listen::{Index, Kind, PostRow, PostStore, RunRow, told};

/// So many runs before and behind one are looked at.
const NEAR: u32 = 16;

/// The posts of a run, oldest first: of one that has ended with those that the ends of the runs around it give to it and without those
/// that they give to others.
pub(super) fn own_posts(store: &PostStore, run: u32, workflow: &Workflow) -> Vec<PostRow> {
    let (listed, around) = {
        let index = store.index();
        (posts(&index, run), runs_around(&index, run))
    };
    let rows = |posts: Vec<(u32, PostRow)>| posts.into_iter().map(|(_, row)| row).collect();
    if around.is_empty() {
        return rows(listed);
    }
    let all: BTreeMap<u32, Vec<(u32, PostRow)>> = {
        let index = store.index();
        let runs = around.into_iter().chain([run]);
        runs.map(|run| (run, posts(&index, run))).collect()
    };
    let ends: BTreeMap<u32, BTreeSet<NodeId>> = (all.iter())
        .filter_map(|(run, posts)| Some((*run, listed_by_end(store, posts)?)))
        .collect();
    let mut own = Vec::new();
    for (listed_at, posts) in &all {
        for (place, row) in posts {
            let belongs = owner(store, row, &ends, workflow).unwrap_or(*listed_at);
            if belongs == run {
                own.push((*place, *row));
            }
        }
    }
    own.sort_by_key(|(place, _)| *place);
    rows(own)
}

fn posts(index: &Index, run: u32) -> Vec<(u32, PostRow)> {
    let posts = index.posts_of(run).into_iter();
    posts
        .filter_map(|post| Some((post, *index.rows().get(post as usize)?)))
        .collect()
}

/// The uncertain runs that were under way while this one was, of the same sender and trigger; none
/// for a run that is certain or has not ended.
fn runs_around(index: &Index, run: u32) -> Vec<u32> {
    let is_unclear = |own: &RunRow| own.uncertain && own.outcome.is_some();
    let Some(own) = index.run(run).copied().filter(is_unclear) else {
        return Vec::new();
    };
    let from = |first: u32| index.rows().get(first as usize).map(|row| row.from);
    let near = run.saturating_sub(NEAR).max(1)..=run.saturating_add(NEAR);
    near.filter(|other| *other != run)
        .filter(|other| {
            index.run(*other).is_some_and(|other| {
                other.uncertain
                    && other.trigger == own.trigger
                    && from(other.first) == from(own.first)
                    && other.first <= own.last
                    && own.first <= other.last
            })
        })
        .collect()
}

/// The actions that the end of a run lists; nothing where it has not come.
fn listed_by_end(store: &PostStore, posts: &[(u32, PostRow)]) -> Option<BTreeSet<NodeId>> {
    let (_, row) = posts.iter().find(|(_, row)| row.kind == Kind::End)?;
    let post = store.read(row).ok()?;
    let body = Value::from_json(&post.body).ok()?;
    match told(&post.head.path, &body)? {
        Told::End {
            blocking, executed, ..
        } => Some(blocking.into_iter().chain(executed).collect()),
        _ => None,
    }
}

/// The one run whose end lists the action of a post; nothing where the ends do not tell.
fn owner(
    store: &PostStore,
    row: &PostRow,
    ends: &BTreeMap<u32, BTreeSet<NodeId>>,
    workflow: &Workflow,
) -> Option<u32> {
    if row.kind != Kind::Exec || !row.uncertain {
        return None;
    }
    let node = NodeId::new(store.index().names().get(row.node));
    let is_action = workflow.graph.node(&node)?.kind == NodeKind::Action;
    let mut claims = ends.iter().filter(|(_, listed)| listed.contains(&node));
    match (is_action, claims.next(), claims.next()) {
        (true, Some((run, _)), None) => Some(*run),
        _ => None,
    }
}
