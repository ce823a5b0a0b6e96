//! Where the popup goes: beside the pointer if that is where the selection is, else over the middle of the selection's
//! window; whole, on one monitor.

use stet_platform::{Place, Rect};

/// Pixels between the pointer and the popup.
const GAP: i32 = 16;

/// The popup's upper left corner, for a popup of this size; all in pixels of the whole desktop.
pub fn beside(place: &Place, (width, height): (u32, u32)) -> (i32, i32) {
    let Rect { x, y, width: room, height: depth } = place.monitor;
    let (right, bottom) = (x + room as i32 - width as i32, y + depth as i32 - height as i32);
    // A window that is not known has no room for a pointer.
    let at_pointer = place.window.contains(place.pointer) || place.window == Rect::default();
    let (at_x, at_y) = if at_pointer { place.pointer } else { place.window.middle() };
    // Above the pointer where there is no room below it: over the text that it is about only when it must.
    let below = at_y + GAP;
    let above = at_y - GAP - height as i32;
    let top = if below <= bottom || above < y { below } else { above };
    ((at_x - width as i32 / 2).min(right).max(x), top.min(bottom).max(y))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn place(pointer: (i32, i32)) -> Place {
        Place {
            pointer,
            window: Rect { x: 1950, y: 100, width: 400, height: 300 },
            monitor: Rect { x: 1920, y: 0, width: 1280, height: 800 },
        }
    }

    #[test]
    fn it_is_below_the_pointer_or_above_it() {
        assert_eq!(beside(&place((2200, 110)), (520, 420)), (1940, 126));
        assert_eq!(beside(&place((2200, 390)), (520, 420)), (1940, 380));
        // The pointer lies elsewhere, on another monitor too.
        for pointer in [(2500, 700), (10, 10)] {
            assert_eq!(beside(&place(pointer), (520, 420)), (1920, 266));
        }
    }

    proptest! {
        #[test]
        fn it_is_whole_on_its_monitor(x in -3000..6000, y in -3000..6000, width in 1u32..1280, height in 1u32..800) {
            let (left, top) = beside(&place((x, y)), (width, height));
            prop_assert!(left >= 1920 && left + width as i32 <= 1920 + 1280);
            prop_assert!(top >= 0 && top + height as i32 <= 800);
        }
    }
}
