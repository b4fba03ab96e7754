//! What working with simulations costs. The last line is for scripts.

#[path = "workbench_parts/many.rs"]
mod many;
#[path = "../tests/window_stage/mod.rs"]
mod window_stage;

fn main() {
    println!("BENCH workbench {}", many::figures());
}
