/** One page for both windows: the popup is a window of that name, or is asked for by the address. */

import { mount } from "svelte";
import App from "./App.svelte";
import "./app.css";
import { label, tauri } from "./backend/tauri";
import Screen from "./popup/Screen.svelte";

const target = document.getElementById("app");
const popup = label() === "popup" || new URLSearchParams(location.search).has("popup");
if (target) mount(popup ? Screen : App, { target, props: { backend: tauri } });
