//! Layout, sentences and chunks on the kinds of text the product meets, and on random ones.
