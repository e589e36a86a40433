(()=>{var M=e=>[e.length,e.length?e[0].length:0];function ft(e,t,n=1e-6){return Object.is(e,t)||e===t?!0:!Number.isFinite(e)||!Number.isFinite(t)?!1:Math.abs(e-t)<=n*Math.max(1,Math.abs(e),Math.abs(t))}function Ee(e,t){let n=Math.min(e.length,t.length),r=Math.min(M(e)[1],M(t)[1]);return Array.from({length:r?n:0},(o,s)=>Array.from({length:r},(p,a)=>ft(e[s][a],t[s][a])?0:t[s][a]-e[s][a]))}function Me(e){for(let t=0;t<e.length;t++)for(let n=0;n<e[t].length;n++)if(e[t][n]!==0)return[t,n];return null}var ce=(e,t,n)=>Array.from({length:t},(r,o)=>Array.from({length:n},(s,p)=>e[o]?.[p]??0));function ht(e){return typeof e=="number"?e:e==="inf"?1/0:e==="-inf"?-1/0:NaN}var H=e=>e.map(t=>t.map(ht)),Te=e=>e.map(t=>t.map(n=>Number.isFinite(n)?n:Number.isNaN(n)?"nan":n>0?"inf":"-inf"));function N(e){if(Number.isNaN(e))return"nan";if(!Number.isFinite(e))return e>0?"inf":"−inf";let t=Math.abs(e),n=t>=1e5?t.toExponential(1):String(Math.round(t*100)/100);return n==="0"?t>0?`${e<0?"−":""}0.00`:"0":(e<0?"−":"")+n}function Se(e){let t=e.trim().replaceAll("−","-").replace(",","."),[n,r,...o]=t.split("/");if(!/\d/.test(n)||o.length)return null;let s=r===void 0?Number(n):Number(n)/Number(r);return Number.isFinite(s)?s:null}function B(e){let t=1/0,n=-1/0;for(let r of e)for(let o of r)Number.isFinite(o)&&(o<t&&(t=o),o>n&&(n=o));return t>n?{min:0,max:0,magnitude:0}:{min:t,max:n,magnitude:Math.max(Math.abs(t),Math.abs(n))}}var de=(e,t)=>t*(e-1)+1;function J(e,t,n,r,o,s){let p=e+t+n,a=p-de(r,s),i=a<0?0:Math.floor(a/o)+1,u=i?(i-1)*o+de(r,s):0;return{n:e,before:t,after:n,f:r,s:o,d:s,padded:p,span:de(r,s),free:a,places:i,end:u,dropped:p-u}}function Ne(e,t,{pads:[n,r,o,s],stride:p,dilation:a}){let[i,u]=M(e),[m,f]=M(t);return[J(i,n,r,m,p,a),J(u,o,s,f,p,a)]}function Ae(e,t,n){return e>=0&&e<t?e:n==="replicate"?e<0?0:t-1:n==="reflect"?e<0?-e:2*(t-1)-e:-1}var me=(e,t)=>t==="reflect"?e-1:1/0;function Ie(e,[t,n,r,o],s){let[p,a]=M(e);return Array.from({length:t+p+n},(i,u)=>{let m=Ae(u-t,p,s);return Array.from({length:r+a+o},(f,w)=>{let h=Ae(w-r,a,s);return m<0||h<0?0:e[m][h]})})}function Ce(e,t,n,r){let[o,s]=M(t),p=J(e.length,0,0,o,n,r).places,a=J(M(e)[1],0,0,s,n,r).places;return!p||!a?[]:Array.from({length:p},(i,u)=>Array.from({length:a},(m,f)=>{let w=0;for(let h=0;h<o;h++)for(let x=0;x<s;x++)w+=e[u*n+h*r][f*n+x*r]*t[h][x];return w}))}function G(e){let t=new Array(e.padded).fill(0);for(let n=0;n<e.places;n++)for(let r=0;r<e.f;r++)t[n*e.s+r*e.d]+=1;return t}function ze(e,t){let n=G(t);return G(e).map(r=>n.map(o=>r*o))}var Oe=(e,t,n,r,o,s)=>t.map((p,a)=>p.map((i,u)=>{let m=e[n*o+a*s][r*o+u*s];return{x:m,w:i,product:m*i}})),fe=(e,t,n)=>Array.from({length:t},(r,o)=>Array.from({length:n},(s,p)=>e[o%e.length][p%e[0].length]));var Pe=`.pxu {
  --pxu-fg: var(--pst-color-text-base, var(--jp-ui-font-color1, var(--vscode-foreground, #1f2328)));
  --pxu-muted: var(--pst-color-text-muted, var(--jp-ui-font-color2, var(--vscode-descriptionForeground, #57606a)));
  --pxu-bg: var(--pst-color-background, var(--jp-layout-color0, var(--vscode-editor-background, #fff)));
  --pxu-line: #8b929b;
  --pxu-accent: #c2255c;
  --pxu-focus: #0b57d0;
  --pxu-positive: rgb(74, 146, 236);
  --pxu-negative: rgb(240, 132, 60);
  --pxu-zero: #fff;
  --pxu-error: #b42318;
  container-type: inline-size;
  color: var(--pxu-fg);
  background: var(--pxu-bg);
  border: 1px solid var(--pxu-line);
  border-radius: 0.5rem;
  padding: 0.75rem;
  margin: 0 0 1rem;
  font: 0.875rem/1.45 system-ui, sans-serif;
  text-align: left;
  color-scheme: light;
}
.pxu[data-theme="dark"] {
  --pxu-fg: var(--pst-color-text-base, var(--jp-ui-font-color1, var(--vscode-foreground, #e6e8eb)));
  --pxu-muted: var(--pst-color-text-muted, var(--jp-ui-font-color2, var(--vscode-descriptionForeground, #a9b1ba)));
  --pxu-bg: var(--pst-color-background, var(--jp-layout-color0, var(--vscode-editor-background, #14181e)));
  --pxu-line: #6b737d;
  --pxu-accent: #ff7ab2;
  --pxu-focus: #8ab4f8;
  --pxu-positive: rgb(48, 112, 205);
  --pxu-negative: rgb(190, 84, 18);
  --pxu-zero: rgb(24, 26, 30);
  --pxu-error: #ff9c92;
  color-scheme: dark;
}
.pxu, .pxu * { box-sizing: border-box; }
.pxu [hidden] { display: none !important; }
.pxu p { margin: 0; }

/* Matrices side by side while there is room: cells shrink a little before anything wraps. */
.pxu-matrices { display: flex; flex-wrap: wrap; gap: 0.8rem 1.4rem; align-items: flex-start; }
.pxu-title { font-weight: 600; white-space: nowrap; }
.pxu-shape { font-weight: 400; color: var(--pxu-muted); }
.pxu-controls { display: flex; flex-wrap: wrap; gap: 0.4rem 0.6rem; align-items: center; margin-top: 0.8rem; }
.pxu-choices { display: flex; flex-wrap: wrap; gap: 0.5rem 1.6rem; border-top: 1px solid var(--pxu-line); margin-top: 0.8rem; padding-top: 0.6rem; }
.pxu-settings { align-items: flex-end; margin: 0; }
.pxu .pxu-label:not(:empty) { font-weight: 600; margin-bottom: 0.6rem; }
.pxu-settings .pxu-field { flex-direction: column; align-items: flex-start; gap: 0.1rem; }
.pxu-settings label { font-size: 0.75rem; color: var(--pxu-muted); }

/* A matrix; its frame is the window. */
.pxu-holder { line-height: 0; }
.pxu-grid {
  --most: calc((100cqi - 2px) / var(--cols));
  --least: max(24px, var(--chars, 1) * 0.45rem + 7px);
  --fit: calc((100cqi - 6rem) / var(--all, 1));
  --cell: min(var(--most), max(var(--least), min(var(--fit), 2.3rem)));
  position: relative;
  display: inline-grid;
  grid-template-columns: repeat(var(--cols), var(--cell));
  border: solid var(--pxu-line);
  border-width: 1px 0 0 1px;
  vertical-align: top;
}
.pxu-row { display: contents; }
.pxu-cell {
  position: relative;
  height: min(var(--cell), 2rem);
  display: grid;
  place-items: center;
  border: solid var(--pxu-line);
  border-width: 0 1px 1px 0;
  font-size: min(0.75rem, (var(--cell) - 2px) / var(--chars, 1) / 0.55);
  line-height: 1;
  font-variant-numeric: tabular-nums;
  user-select: none;
  cursor: default;
}
.pxu-differs::after {
  content: "";
  position: absolute;
  top: 0;
  right: 0;
  border: 5px solid;
  border-color: var(--pxu-accent) var(--pxu-accent) transparent transparent;
}
.pxu-heat {
  position: relative;
  width: min(13rem, 100cqi - 2px);
  aspect-ratio: var(--cols) / var(--rows);
  max-height: 20rem;
  border: 1px solid var(--pxu-line);
}
.pxu-detail .pxu-heat { width: 8rem; }
.pxu-heat canvas { width: 100%; height: 100%; image-rendering: pixelated; display: block; }
.pxu-window {
  position: absolute;
  z-index: 1;
  pointer-events: none;
  outline: 3px solid var(--pxu-accent);
  outline-offset: -1px;
  border-radius: 2px;
  transition: top 0.12s, left 0.12s;
}
.pxu-heat .pxu-window { outline-width: 2px; box-shadow: 0 0 0 3px var(--pxu-bg); }
.pxu-pen { position: absolute; pointer-events: none; outline: 2px dotted var(--pxu-focus); }
.pxu-heat:not(:focus) .pxu-pen { display: none; }
.pxu-drawing .pxu-grid, .pxu-drawing .pxu-heat { touch-action: none; }
.pxu-drawing .pxu-cell, .pxu-drawing .pxu-heat { cursor: crosshair; }
.pxu-edit {
  position: absolute;
  z-index: 2;
  inset: -1px;
  min-width: 3.2rem;
  font: inherit;
  color: var(--pxu-fg);
  background: var(--pxu-bg);
  border: 2px solid var(--pxu-focus);
  border-radius: 0;
  padding: 0 0.2rem;
}
@container (max-width: 30rem) {
  .pxu-matrices { gap: 0.6rem 0.9rem; }
  .pxu-matrices .pxu-grid { --fit: calc((100cqi - 1rem) / var(--first, 1)); }
  .pxu-heat { width: 11.5rem; }
  .pxu-detail .pxu-grid { --fit: 26px; }
  .pxu-equation { gap: 0.4rem; }
}
.pxu-empty { line-height: 1.4; color: var(--pxu-muted); max-width: 12rem; }

/* Fields. */
.pxu-button, .pxu select, .pxu input[type="number"] {
  font: inherit;
  color: var(--pxu-fg);
  background: var(--pxu-bg);
  border: 1px solid var(--pxu-muted);
  border-radius: 0.3rem;
  min-height: 1.9rem;
  padding: 0.15rem 0.6rem;
  max-width: 100%;
}
.pxu select { padding: 0.15rem 0.3rem; max-width: 12.5rem; }
.pxu input[type="number"] { width: 4rem; padding: 0.15rem 0.3rem; }
.pxu-button { cursor: pointer; }
.pxu-button:hover { border-color: var(--pxu-fg); }
.pxu-button[aria-pressed="true"] { background: var(--pxu-fg); color: var(--pxu-bg); }
.pxu-button[aria-disabled="true"] { border-style: dashed; color: var(--pxu-muted); cursor: default; }
.pxu-field { display: inline-flex; gap: 0.35rem; align-items: center; }
.pxu label { margin: 0; }
.pxu :focus-visible { outline: 3px solid var(--pxu-focus); outline-offset: 1px; }
.pxu-cell:focus-visible { z-index: 2; outline-offset: -2px; }

/* What happens under the window. */
.pxu-detail { margin-top: 0.9rem; padding-top: 0.7rem; border-top: 1px solid var(--pxu-line); }
.pxu-equation { display: flex; flex-wrap: wrap; gap: 0.5rem 0.8rem; align-items: center; }
.pxu-sign { font-size: 1.2rem; }
.pxu-sum { display: flex; flex-direction: column; }
.pxu-sum output { font-size: 1.35rem; font-weight: 700; color: var(--pxu-accent); }
.pxu-formula { margin-top: 0.6rem !important; font-family: ui-monospace, monospace; font-size: 0.8rem; overflow-wrap: anywhere; }
.pxu-term { font-weight: 700; white-space: nowrap; }
.pxu-nothing { color: var(--pxu-muted); white-space: nowrap; }
.pxu-words { margin-top: 0.5rem !important; }
.pxu-note:not(:empty) { margin-top: 0.5rem !important; color: var(--pxu-error); font-weight: 600; }
.pxu-status { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.pxu .pxu-legend { margin-top: 0.6rem; display: flex; align-items: center; gap: 0.35rem; font-size: 0.75rem; }
.pxu-ramp { width: 3.5rem; height: 0.7rem; border: 1px solid var(--pxu-line); background: linear-gradient(to right, var(--pxu-zero), var(--pxu-positive)); }
.pxu-negative { background: linear-gradient(to right, var(--pxu-negative), var(--pxu-zero)); }
.pxu-help { margin-top: 0.6rem; color: var(--pxu-muted); }
.pxu-help summary { cursor: pointer; width: fit-content; }
.pxu-help p { margin-top: 0.3rem; }

@media (prefers-reduced-motion: reduce) {
  .pxu-window { transition: none; }
}
@media (forced-colors: active) {
  .pxu-cell { forced-color-adjust: none; }
}
`;function d(e,t={},...n){let r=document.createElement(e);for(let[o,s]of Object.entries(t))o.startsWith("on")?r.addEventListener(o.slice(2),s):s===!0?r.setAttribute(o,""):s!==!1&&s!=null&&r.setAttribute(o,s);return(r.tabIndex>=0||"tabindex"in t)&&r.setAttribute("data-lm-suppress-shortcuts","true"),r.append(...n.filter(o=>o!=null)),r}var gt=0,Le=e=>`pxu-${e}-${++gt}-${Math.random().toString(36).slice(2,7)}`;function L(){let{documentElement:e,body:t}=document;return e.dataset.theme==="dark"||t.dataset.jpThemeLight==="false"||t.classList.contains("vscode-dark")||t.classList.contains("vscode-high-contrast")&&!t.classList.contains("vscode-high-contrast-light")||e.getAttribute("theme")==="dark"?"dark":"light"}function Re(e,{name:t,label:n}){let r=d("div",{class:`pxu pxu-${t}`,role:"group","aria-label":n,"data-theme":L()});e.append(d("style",{},Pe),r);let o=e.lastChild.previousSibling,s=()=>{},p=new MutationObserver(()=>{r.dataset.theme!==L()&&(r.dataset.theme=L(),s())}),a=["data-theme","theme","class","data-jp-theme-light"];for(let i of[document.documentElement,document.body])p.observe(i,{attributes:!0,attributeFilter:a});return{section:r,onTheme(i){s=i},remove(){p.disconnect(),r.remove(),o.remove()}}}var K=(e,t,n={})=>d("button",{type:"button",class:"pxu-button",onclick:t,...n},e),he=(e,t)=>e.setAttribute("aria-disabled",String(t));function V(e,t,n){let r=Le("select"),o=d("select",{id:r,onchange:s=>n(s.target.value)},...t.map(s=>{let[p,a]=Array.isArray(s)?s:[s,s];return d("option",{value:p},a)}));return{el:wt(r,e,o),input:o}}var wt=(e,t,n)=>d("span",{class:"pxu-field"},d("label",{for:e},t),n),xe=(e,...t)=>d("div",{class:"pxu-controls pxu-settings",role:"group","aria-label":e},...t);var _e=e=>Object.entries(e).map(([t,n])=>{let r=Array.isArray(n)?n.map(o=>o.join(",")).join(";"):String(n);return`${t}:${encodeURI(r)}`}).join("/");function Fe(e,t){let n={};for(let r of e.split("/").filter(Boolean)){let o=r.indexOf(":"),s=r.slice(0,o),p=decodeURIComponent(r.slice(o+1)),a=t[s];if(!a)throw new Error(`the link names ${JSON.stringify(s)}, which this figure does not have`);a==="matrix"?n[s]=bt(s,p):a==="number"?n[s]=yt(s,p):n[s]=p}return n}function bt(e,t){if(!t)return[];let n=t.split(";").map(o=>o.split(",").map(s=>/inf|nan/i.test(s)?$t(s):Number(s))),r=n[0].length;if(n.some(o=>o.length!==r||o.some(s=>typeof s=="number"&&Number.isNaN(s))))throw new Error(`the link's ${e} is not a matrix of numbers`);return n}var $t=e=>/nan/i.test(e)?"nan":e.startsWith("-")?"-inf":"inf";function yt(e,t){let n=Number(t);if(!Number.isInteger(n)||n<0)throw new Error(`the link's ${e} is not a whole number`);return n}function qe(e,t){for(let n of e.replace(/^#/,"").split("&"))if(n.startsWith(`${t}=`))return n.slice(t.length+1);return null}function Ke(e,t,n){return`#${[...e.replace(/^#/,"").split("&").filter(o=>o.includes("=")&&!o.startsWith(`${t}=`)),`${t}=${n}`].join("&")}`}function Ue({share:e,follow:t,state:n,onproblem:r}){if(!e)return{el:null,start(){},stop(){}};let o=()=>{let m=qe(location.hash,e.key);if(m===null)return!1;try{t(m),r("")}catch(f){r(`The link was not understood: ${f.message}.`)}return!0},s=d("span",{class:"pxu-done",role:"status"}),p=K("Copy link",async()=>{history.replaceState(null,"",Ke(location.hash,e.key,_e(n())));try{await navigator.clipboard.writeText(location.href),s.textContent="Copied."}catch{s.textContent="The link stands in the address bar."}}),a=null,i=()=>a?.scrollIntoView({block:"nearest"}),u=()=>o()&&i();return{el:d("span",{},p," ",s),start(m){a=m,o()&&requestAnimationFrame(i),window.addEventListener("hashchange",u)},stop:()=>window.removeEventListener("hashchange",u)}}function He(e=150){let t=d("p",{role:"status",class:"pxu-status"}),n=0;return{el:t,say(r){clearTimeout(n),n=setTimeout(()=>{t.textContent=r},e)},stop:()=>clearTimeout(n)}}var vt=[["1200","slow"],["500","normal"],["120","fast"]];function We({position:e,count:t,go:n,onstop:r}){let o=0,s=K("Back",()=>u(-1),{title:"One position back"}),p=K("Step",()=>u(1),{title:"One position on"}),a=K("Play",()=>o?f():m()),i=V("Speed",vt,()=>{o&&m()});i.input.value="500";function u(w){o&&f();let h=e()+w;h>=0&&h<t()&&n(h)}function m(){clearInterval(o),!(t()<2)&&(e()>=t()-1&&n(0),o=setInterval(()=>{n(e()+1),e()>=t()-1&&f()},Number(i.input.value)),a.textContent="Pause")}function f(){o&&(clearInterval(o),o=0,a.textContent="Play",r())}return{el:d("div",{class:"pxu-controls",role:"group","aria-label":"Move the window"},s,p,a,i.el),playing:()=>o!==0,stop:f,update(){he(s,e()<=0),he(p,e()>=t()-1)}}}var je=e=>e.flat().map(t=>t.product).filter(t=>t!==0),Be=e=>e.map((t,n)=>{let r=N(Math.abs(t));return n===0?t<0?`−${r}`:r:`${t<0?"−":"+"} ${r}`}).join(" ");function Je({i:e,j:t,expected:n,yours:r,differing:o,shared:s}){let p=u=>`${u.length} × ${u.length?u[0].length:0}`,a=[];p(n)!==p(r)&&a.push(`Yours is ${p(r)}, expected is ${p(n)}.`);let i=r[e]?.[t];if(i===void 0)a.push(`Yours has no cell at row ${e}, column ${t}; expected ${N(n[e][t])} there.`);else{let u=n[e][t];o===0?a.push(s===1?"The one cell that both have is equal.":`The ${s} cells that both have are equal.`):a.push(`${o} of ${s} cells ${o===1?"differs":"differ"}.`);let f=u===i||Number.isNaN(u)&&Number.isNaN(i)?"the same":`yours ${N(i)}, which is off by ${N(i-u)}`;a.push(`Row ${e}, column ${t}: expected ${N(u)}, ${f}.`)}return a.join(" ")}var Ge=`/* The border, what no window sees, and the weights of the window. */
.pxu-padded .pxu-cell { contain: layout style; }
.pxu-border { background-image: radial-gradient(var(--pxu-dots) 1px, transparent 1.2px); background-size: 6px 6px; font-style: italic; }
.pxu-unseen { background-image: repeating-linear-gradient(45deg, transparent 0 5px, var(--pxu-dots) 5px 6.2px); }
.pxu-border { --pxu-dots: rgb(128 128 128 / 0.75); }
.pxu-unseen { --pxu-dots: color-mix(in srgb, var(--pxu-accent) 55%, transparent); }
.pxu .pxu-first { border: 0; margin: 0 0 0.9rem; padding: 0; }
.pxu-tap { box-shadow: inset 0 0 0 2px var(--pxu-accent); }
.pxu-edge { position: absolute; z-index: 1; pointer-events: none; outline: 2px solid var(--pxu-fg); outline-offset: -1px; }
.pxu-sizes { margin-top: 0.7rem !important; font-family: ui-monospace, monospace; font-size: 0.85rem; overflow-wrap: anywhere; }
.pxu-left-over { font-family: system-ui, sans-serif; }
.pxu-sizes strong { color: var(--pxu-accent); font-size: 1.1em; }
.pxu-key { display: flex; flex-wrap: wrap; gap: 0.3rem 1rem; font-size: 0.75rem; margin-top: 0.5rem !important; }
.pxu-key span { display: inline-flex; gap: 0.35rem; align-items: center; }
.pxu-key i { width: 1.1rem; height: 1.1rem; border: 1px solid var(--pxu-line); background-color: var(--pxu-zero); }
.pxu-key i.pxu-frame { border: 2px solid var(--pxu-fg); }
`;var Y={light:{positive:[74,146,236],negative:[240,132,60],zero:[255,255,255]},dark:{positive:[48,112,205],negative:[190,84,18],zero:[24,26,30]}},Ve=[128,128,128];function Et(e){let[t,n,r]=e.map(o=>o<=10?o/3294.6:((o/255+.055)/1.055)**2.4);return .2126*t+.7152*n+.0722*r}var Ye=e=>Et(e)<.179?"#fff":"#000",Xe=e=>`rgb(${e[0]}, ${e[1]}, ${e[2]})`;function X(e,t,n){let{min:r,magnitude:o}=B(e),s=o||1;if(t==="pixels"&&r>=0)return u=>{if(!Number.isFinite(u))return Ve;let m=Math.round(255*u/s);return[m,m,m]};let{positive:p,negative:a,zero:i}=n;return u=>{if(!Number.isFinite(u))return Ve;let m=u>0?p:a,f=Math.abs(u)/s;return[Math.round(i[0]+f*(m[0]-i[0])),Math.round(i[1]+f*(m[1]-i[1])),Math.round(i[2]+f*(m[2]-i[2]))]}}function Q(e,[t,n],r,o){if(e.altKey||e.metaKey||e.shiftKey)return null;if(e.ctrlKey&&e.key==="Home")return[0,0];if(e.ctrlKey&&e.key==="End")return[r-1,o-1];if(e.ctrlKey)return null;switch(e.key){case"ArrowUp":return[Math.max(0,t-1),n];case"ArrowDown":return[Math.min(r-1,t+1),n];case"ArrowLeft":return[t,Math.max(0,n-1)];case"ArrowRight":return[t,Math.min(o-1,n+1)];case"Home":return[t,0];case"End":return[t,o-1];default:return null}}function ge(e,t,n,r){let o=e.getBoundingClientRect(),s=(p,a)=>Math.min(a-1,Math.max(0,Math.floor(p*a)));return[s((t.clientY-o.top)/o.height,n),s((t.clientX-o.left)/o.width,r)]}function Z(e,t,n,r,o){let s="",p=a=>{let[i,u]=ge(e,a,t,n);`${i},${u}`!==s&&(s=`${i},${u}`,o(i,u,r.value()))};e.addEventListener("pointerdown",a=>{!r.down()||a.button||(a.preventDefault(),e.setPointerCapture(a.pointerId),s="",p(a))}),e.addEventListener("pointermove",a=>{e.hasPointerCapture(a.pointerId)&&p(a)})}function ee(e,t,n){let{interactive:r,onedit:o,onmove:s}=e,p=d("div",{class:"pxu-grid",role:r?"grid":"img"});p.style.setProperty("--cols",String(n));let a=Array.from({length:t},(l,c)=>Array.from({length:n},(b,y)=>r?d("div",{role:"gridcell",class:"pxu-cell",tabindex:-1,"aria-readonly":String(!o)}):d("div",{class:"pxu-cell"})));for(let l of a)p.append(d("div",{class:"pxu-row",role:r?"row":null},...l));let i=[0,0],u=[[]],m=null,f=([l,c])=>a[l][c];function w(l,c){f(i).tabIndex=-1,i=[l,c],f(i).tabIndex=0}function h(l){for(let c=0;c<t;c++)for(let b=0;b<n;b++)if(a[c][b].contains(l))return[c,b];return null}function x(l){let[c,b]=i,y=f(i),E=`${e.name()} row ${c}, column ${b}`,v=d("input",{class:"pxu-edit","aria-label":E,autocomplete:"off",inputmode:"text"});v.value=l??String(Math.round(u[c][b]*1e4)/1e4),m=v;let S=(T,P)=>{if(m!==v)return;m=null;let A=Se(v.value);v.remove(),P&&y.focus(),T&&A!==null&&o(c,b,A)};v.addEventListener("blur",()=>S(!0,!1)),v.addEventListener("keydown",T=>{T.stopPropagation(),T.key==="Enter"||T.key==="Escape"?(T.preventDefault(),S(T.key==="Enter",!0)):T.key==="Tab"&&S(!0,!0)}),y.append(v),v.focus(),l===void 0&&v.select()}return r&&(w(0,0),p.addEventListener("keydown",l=>{let c=Q(l,i,t,n);if(c)w(...c),f(i).focus(),s?.(...c,"key");else if(o&&l.key===" "&&e.pen)o(...i,e.pen.value());else if(o&&(l.key==="Enter"||l.key==="F2"))x();else if(o&&/^[-\d.,\u2212]$/.test(l.key)&&!l.ctrlKey&&!l.metaKey&&!l.altKey)x(l.key);else return;l.preventDefault(),l.stopPropagation()}),p.addEventListener("click",l=>{let c=h(l.target);!c||m||e.pen?.down()||(w(...c),f(i).focus(),s?.(...c,"pointer"),e.editOnClick&&x())}),o&&p.addEventListener("dblclick",l=>{h(l.target)&&!m&&!e.pen?.down()&&x()}),o&&e.pen&&Z(p,t,n,e.pen,o)),{el:p,cursor:w,focus:()=>f(i).focus(),paint(l,c,b){u=l;let y=1;a.forEach((E,v)=>E.forEach((S,T)=>{let P=c(l[v][T]),A=N(l[v][T]);S.firstChild?.nodeType===3?S.firstChild.data=A:S.prepend(A),S.style.backgroundColor=Xe(P),S.style.color=Ye(P),y=Math.max(y,A.length),S.classList.toggle("pxu-differs",!!b?.(v,T))})),p.style.setProperty("--chars",String(y))},describe(l){p.setAttribute("aria-label",l)}}}function Qe(e,t,n){let{interactive:r,onedit:o,onmove:s}=e,p=d("canvas",{width:n,height:t}),a=p.getContext("2d"),i=a.createImageData(n,t),u=d("div",r?{class:"pxu-heat",role:"slider",tabindex:0,"aria-valuemin":0,"aria-valuemax":t*n-1}:{class:"pxu-heat",role:"img"},p);u.style.setProperty("--rows",String(t)),u.style.setProperty("--cols",String(n));let m=[0,0],f=[[]],w=r&&o?d("div",{class:"pxu-pen"}):null;w&&u.append(w);function h(x,l){m=[x,l],r&&(u.setAttribute("aria-valuenow",String(x*n+l)),u.setAttribute("aria-valuetext",e.valueText(x,l,f[x]?.[l])),w&&D(w,x,l,1,1,t,n))}if(r){u.addEventListener("keydown",l=>{let c=Q(l,m,t,n);if(c)h(...c),s?.(...c,"key");else if(o&&l.key===" ")o(...m,e.pen.value()),h(...m);else return;l.preventDefault(),l.stopPropagation()});let x=l=>{let[c,b]=ge(u,l,t,n);e.pen?.down()||c===m[0]&&b===m[1]&&l.type!=="click"||(h(c,b),s?.(c,b,"pointer"))};u.addEventListener("click",x),u.addEventListener("pointermove",l=>{l.pointerType==="mouse"&&l.buttons===1&&x(l)}),o&&e.pen&&Z(u,t,n,e.pen,o)}return{el:u,cursor:h,focus:()=>u.focus(),paint(x,l){f=x;let c=0;for(let b of x)for(let y of b){let E=l(y);i.data[c++]=E[0],i.data[c++]=E[1],i.data[c++]=E[2],i.data[c++]=255}a.putImageData(i,0,0),h(...m)},describe(x){u.setAttribute("aria-label",x)}}}function D(e,t,n,r,o,s,p){e.style.top=`${100*t/s}%`,e.style.left=`${100*n/p}%`,e.style.height=`${100*r/s}%`,e.style.width=`${100*o/p}%`}var Mt=10;function te(e){let t={valueText:(m,f,w)=>`row ${m}, column ${f}: ${w===void 0?"":N(w)}`,...e},n=d("p",{class:"pxu-title"}),r=d("div",{class:"pxu-holder"}),o=d("div",{class:"pxu-matrix"},n,r),s=null,p=null,a="",i=[],u=[];return{el:o,show(m,{differs:f,note:w="",scale:h=m}={}){let x=[m,h,t.name(),w,L()];if(!f&&x.every((b,y)=>b===i[y]))return;i=x,u=m;let[l,c]=M(u);if(n.textContent=`${t.name()} `,n.append(d("span",{class:"pxu-shape"},`${l} × ${c}`)),`${l} ${c}`!==a){a=`${l} ${c}`;let b=r.contains(document.activeElement);if(r.replaceChildren(),s=null,!l||!c){r.append(d("p",{class:"pxu-empty"},"nothing: the kernel does not fit"));return}s=(Math.max(l,c)<=Mt?ee:Qe)(t,l,c),p=d("div",{class:"pxu-window",hidden:!0}),s.el.append(p),r.append(s.el),b&&s.focus()}s&&(s.paint(u,X(h,t.palette,Y[L()]),f),s.describe(`${t.name()}, ${l} rows by ${c} columns.${w&&` ${w}`}`))},frame(m=-1,f=-1,w=1,h=1){if(!s)return;let[x,l]=M(u);p.hidden=m<0||m+w>x||f+h>l,p.hidden||D(p,m,f,w,h,x,l)},cursor(m,f){let[w,h]=M(u);s&&t.interactive&&m<w&&f<h&&s.cursor(m,f)},focus:()=>s?.focus()}}function Ze({onmove:e}){let t=!1,n=a=>te({name:a,palette:"signed",interactive:!0,onmove:(i,u)=>e(i,u)}),r=n(()=>t?"Expected":"Feature map"),o=n(()=>"Yours"),s=n(()=>"Difference"),p=d("p",{class:"pxu-legend"});return{legend:p,matrices:[r.el,o.el,s.el],show({expected:a,answer:i,d:u,failing:m}){t=m;let f=t?[...a,...i]:a,w="Arrow keys move the window.";if(r.show(a,{note:w,scale:f}),p.replaceChildren(`${t?"Expected and yours":"Feature map"}: `,...Tt(B(f).magnitude)),p.hidden=!a.length,o.el.hidden=s.el.hidden=!t,!t)return;let h=(x,l)=>u[x]?.[l]===void 0||u[x][l]!==0;o.show(i,{note:w,differs:h,scale:f}),s.show(u,{note:"Yours minus expected.",differs:h})},cursor(a,i){for(let u of t?[r,o,s]:[r])u.cursor(a,i),u.frame(a,i)}}}function Tt(e){let t=n=>d("span",{class:`pxu-ramp pxu-${n}`,role:"img","aria-label":n});return[N(-e),t("negative"),"0",t("positive"),N(e)]}var R={image:12,kernel:7,padding:4,stride:5,dilation:4};function et({onmove:e,onedit:t}){let n=d("p",{class:"pxu-title"}),r=d("div",{class:"pxu-holder pxu-padded"}),o=null,s=null,p=null,a=[],i="",u=0,m="";return{el:d("div",{class:"pxu-matrix"},n,r),show({x:f,padded:w,counts:h,rows:x,columns:l,show:c}){let[b,y]=M(w),E=`${b} ${y} ${c}`;u=y;let v=b>f.length||y>f[0].length;if(n.textContent=`${c==="counts"?"Windows a cell lies in":v?"Padded input":"Input"} `,n.append(d("span",{class:"pxu-shape"},`${b} × ${y}`)),E!==i){i=E,m="";let A=r.contains(document.activeElement);o=ee({name:()=>"Padded input",palette:"signed",interactive:!0,onmove:e,onedit:c==="values"?t:void 0},b,y),s=d("div",{class:"pxu-window",hidden:!0}),p=d("div",{class:"pxu-edge",hidden:!0}),o.el.append(p,s),a=[...o.el.querySelectorAll(".pxu-cell")],r.replaceChildren(o.el),A&&o.focus()}let S=c==="counts"?h:w,T=`${L()} ${JSON.stringify(S)}`;T!==m&&o.paint(S,X(S,c==="counts"?"signed":"pixels",Y[L()])),m=T,a.forEach((A,U)=>{let[F,q]=[Math.floor(U/y),U%y],W=F>=x.before&&F<x.before+x.n&&q>=l.before&&q<l.before+l.n;A.classList.toggle("pxu-border",!W),A.classList.toggle("pxu-unseen",h[F][q]===0)}),p.hidden=!v,D(p,x.before,l.before,x.n,l.n,b,y);let P=c==="counts"?"The numbers say in how many windows a cell lies.":"Type a number to change a pixel.";o.describe(`Padded input, ${b} rows by ${y} columns. Arrow keys go from cell to cell. ${P}`)},frame(f,{rows:w,columns:h,padded:x,w:l,dilation:c,stride:b}){let y=new Set;if(s.hidden=!f,f){let[E,v]=[f[0]*b,f[1]*b];D(s,E,v,w.span,h.span,x.length,u),c>1&&l.forEach((S,T)=>S.forEach((P,A)=>y.add((E+T*c)*u+v+A*c)))}a.forEach((E,v)=>E.classList.toggle("pxu-tap",y.has(v)))},cursor:(f,w)=>o.cursor(f,w)}}function tt({onedit:e}){let t=te({name:()=>"Kernel",palette:"signed",interactive:!0,editOnClick:!0,onedit:e});return{el:t.el,show:({w:n})=>t.show(n,{note:"Arrow keys go from weight to weight; type a number to change one."})}}var _=(e,t)=>Array.from({length:t-e+1},(n,r)=>String(e+r));function nt(e){let t=(h,x,l)=>V(h,l,c=>e(x,c)),n={rows:t("Input rows","rows",_(1,R.image)),columns:t("Input columns","columns",_(1,R.image)),kernelRows:t("Kernel rows f","kernelRows",_(1,R.kernel)),kernelColumns:t("Kernel columns f","kernelColumns",_(1,R.kernel)),padding:t("Padding p","padding",_(0,R.padding)),mode:t("Border","mode",["zeros","reflect","replicate"]),stride:t("Stride s","stride",_(1,R.stride)),dilation:t("Dilation d","dilation",_(1,R.dilation)),show:t("Show in the input","show",[["values","values"],["counts","counts of windows"]])},r=(h,x,l=String(x))=>{let{input:c}=n[h];[...c.options].some(b=>b.value===String(x))||c.append(d("option",{value:x},l)),c.value=String(x)},{rows:o,columns:s,kernelRows:p,kernelColumns:a,padding:i,mode:u,stride:m,dilation:f,show:w}=n;return{el:d("div",{class:"pxu-choices pxu-first"},xe("Step and border",i.el,m.el,f.el,u.el,w.el),xe("Sizes",o.el,s.el,p.el,a.el)),show(h){let[x,l]=M(h.w),[c,b,y,E]=h.pads,v=c===b&&c===y&&c===E;r("rows",h.rows.n),r("columns",h.columns.n),r("kernelRows",x),r("kernelColumns",l),r("padding",v?c:h.pads.join(" "),`${c}, ${b}, ${y}, ${E}`),r("mode",h.mode),r("stride",h.stride),r("dilation",h.dilation),r("show",h.show)}}}var rt=()=>d("p",{class:"pxu-key"},d("span",{},d("i",{class:"pxu-frame"}),"the picture"),d("span",{},d("i",{class:"pxu-border"}),"padding"),d("span",{},d("i",{class:"pxu-unseen"}),"in no window"));var we=(e,t,n=`${t}s`)=>`${e} ${e===1?t:n}`;function ot(e){let t=e.before===e.after?`2·${e.before}`:`${e.before} + ${e.after}`,n=e.d===1?`${e.f}`:`(${e.d}·(${e.f} − 1) + 1)`,r=`⌊(${e.n} + ${t} − ${n})/${e.s}⌋ + 1`;return e.free<0?`${r}: ${e.padded} − ${e.span} is below 0, the kernel does not fit`:`${r} = ⌊${e.free}/${e.s}⌋ + 1 = ${e.places}`}var st=(e,t)=>["n","before","after","f"].every(n=>e[n]===t[n]);function ne(e,t){if(!e.places||!t.places)return"The kernel is larger than the padded input: there is no output.";let n=[];e.dropped&&n.push(`the last ${e.dropped>1?we(e.dropped,"row"):"row"}`),t.dropped&&n.push(`the last ${t.dropped>1?we(t.dropped,"column"):"column"}`);let o=[e,t].some(a=>G(a).slice(0,a.end).includes(0))?" Some cells in between are skipped by every window.":"";if(!n.length)return`Every step fits: nothing is left over.${o}`;let s=n.length>1||e.dropped>1||t.dropped>1,p=n.join(" and ");return`${p[0].toUpperCase()}${p.slice(1)} of the padded input ${s?"are":"is"} left over: no window reaches ${s?"them":"it"}.${o}`}function it({i:e,j:t,rows:n,cols:r,terms:o,value:s}){let a=`The window covers ${n.d>1?`every ${St(n.d)} cell of `:""}${re(e*n.s,n.span,"row")} and ${re(t*r.s,r.span,"column")} of the padded input.`,i=je(o);if(!i.length)return`${a} All products are 0, so y[${e}, ${t}] = 0.`;if(i.length>25)return`${a} Its products add up to y[${e}, ${t}] = ${N(s)}.`;let u=i.length>1?`${Be(i)} = `:"";return`${a} y[${e}, ${t}] = ${u}${N(s)}.`}var at=({i:e,j:t,rows:n,cols:r,value:o})=>`Row ${e}, column ${t}: ${N(o).replace("−","minus ")}. The window covers ${re(e*n.s,n.span,"row")} and ${re(t*r.s,r.span,"column")}.`;function pt(e,t,n,r,o,s){return`${`${e>=o.before&&e<o.before+o.n&&t>=s.before&&t<s.before+s.n?`Pixel at row ${e-o.before}, column ${t-s.before}`:"A cell of the padding"}: ${N(n).replace("−","minus ")}`}, ${r?`in ${we(r,"window")}`:"in no window"}.`}var lt=(e,t)=>e.places&&t.places?`The output is ${e.places} by ${t.places}. ${ne(e,t)}`:ne(e,t),re=(e,t,n)=>t===1?`${n} ${e}`:`${n}s ${e} to ${e+t-1}`,St=e=>["","","second","third","fourth"][e]??`${e}th`;var At=["image","kernel","padding","mode","stride","dilation","show","expected","answer"],ut={image:"matrix",kernel:"matrix",padding:"matrix",mode:"text",stride:"number",dilation:"number",show:"text",position:"number",expected:"matrix",answer:"matrix"},Nt={padding:[[0,0,0,0]],mode:"zeros",stride:1,dilation:1,show:"values",position:0,expected:[],answer:[]},be={expected:[],answer:[]};function oe(e){let t=H(e("image")),n=H(e("kernel"));for(let[E,v]of Object.entries({image:t,kernel:n}))if(!v.length||!v[0].length||v.some(S=>S.length!==v[0].length))throw new Error(`its ${E} is not a matrix: all rows must have the same length, at least 1.`);let r=e("padding")[0];if(r?.length!==4||r.some(E=>!Number.isInteger(E)||E<0))throw new Error("its padding is not four whole numbers: top, bottom, left, right.");let[o,s,p,a]=["mode","stride","dilation","show"].map(e);if(!["zeros","reflect","replicate"].includes(o))throw new Error(`its mode ${o} is none of zeros, reflect and replicate.`);if(!(s>=1&&p>=1))throw new Error("its stride and its dilation must be 1 at least.");if(Math.max(r[0],r[1])>me(t.length,o)||Math.max(r[2],r[3])>me(t[0].length,o))throw new Error("with reflect, the padding must be smaller than the picture.");let[i,u]=Ne(t,n,{pads:r,mode:o,stride:s,dilation:p}),m=Ie(t,r,o),f=Ce(m,n,s,p),w=ze(i,u),h=H(e("answer")??[]),x=H(e("expected")??[]),l=x.length?x:f,c=h.length>0,b=c?Ee(l,h):[],y=String(M(l))===String(M(f));return{x:t,w:n,pads:r,mode:o,stride:s,dilation:p,show:a,rows:i,columns:u,padded:m,y:f,counts:w,answer:h,expected:l,failing:c,d:b,aligned:y}}function It({model:e,el:t,share:n}){let r=g=>e.get(g),o=g=>{for(let[$,k]of Object.entries(g))e.set($,k);e.save_changes()},s=d("p",{class:"pxu-note",role:"alert"}),p=g=>{s.textContent=g},a=Ue({share:n,follow(g){let $={...Nt,...Fe(g,ut)};oe(k=>$[k]??r(k)),o($)},state:()=>Object.fromEntries(Object.keys(ut).filter(g=>String(r(g))!=="").map(g=>[g,r(g)])),onproblem:p}),i=oe(r),{section:u,onTheme:m,remove:f}=Re(t,{name:"padding",label:r("label")||"Padding and stride explorer"});u.append(d("style",{},Ge));let w=He(),h=d("div",{class:"pxu-sizes"}),x=d("p",{class:"pxu-words"}),l=d("p",{class:"pxu-words"}),c=()=>M(i.expected)[1]||1,b=()=>i.expected.length*M(i.expected)[1],y=()=>{let g=Math.max(0,Math.min(b()-1,r("position")||0));return[Math.floor(g/c()),g%c()]},E=(g,$)=>{let k=(I,z)=>Math.max(0,Math.min(z-1,I));o({position:k(g,i.expected.length)*c()+k($,c())})},v=et({onmove(g,$){let k=i.padded[g][$];l.textContent=pt(g,$,k,i.counts[g][$],i.rows,i.columns),w.say(l.textContent)},onedit(g,$,k){let[I,z]=[g-i.rows.before,$-i.columns.before];if(I<0||z<0||I>=i.rows.n||z>=i.columns.n)return p("The padding is made from the mode; change a pixel of the picture instead.");o({image:r("image").map((C,O)=>O===I?C.map((pe,le)=>le===z?k:pe):C),...be})}}),S=tt({onedit:(g,$,k)=>o({kernel:r("kernel").map((I,z)=>z===g?I.map((C,O)=>O===$?k:C):I),...be})}),T=Ze({onmove:E}),P=nt(U),A=We({position:()=>r("position"),count:b,go:g=>E(Math.floor(g/c()),g%c()),onstop:()=>w.say(se())});a.el&&A.el.append(a.el);function U(g,$){let k=Number($),[I,z]=M(i.w),C={rows:()=>({image:fe(r("image"),k,i.columns.n)}),columns:()=>({image:fe(r("image"),i.rows.n,k)}),kernelRows:()=>({kernel:ce(r("kernel"),k,z)}),kernelColumns:()=>({kernel:ce(r("kernel"),I,k)}),padding:()=>({padding:[$.includes(" ")?i.pads:[k,k,k,k]]}),mode:()=>({mode:$}),show:()=>({show:$}),stride:()=>({stride:k}),dilation:()=>({dilation:k})}[g]();g!=="show"&&Object.assign(C,be);try{let O=oe(ue=>ue in C?C[ue]:r(ue)),[pe,le]=y(),[mt,ke]=M(O.expected);C.position=Math.max(0,Math.min(pe,mt-1))*ke+Math.max(0,Math.min(le,ke-1)),p(""),o(C)}catch(O){p(`This cannot be: ${O.message}`),P.show(i)}}u.append(d("p",{class:"pxu-label"},r("label")),P.el,d("div",{class:"pxu-matrices"},d("div",{},v.el,rt()),S.el,...T.matrices),T.legend,h,A.el,s,x,l,w.el,d("details",{class:"pxu-help"},d("summary",{},"Keys"),d("p",{},"Tab goes from one part to the next. In the feature map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End move the window. ","In the input they go from cell to cell and tell in how many windows it lies. ","Type a number to change a pixel or a weight; Enter keeps it, Escape does not. Rows and columns are counted from 0.")));function F(){let[g,$]=y();return!i.aligned||!i.y.length?null:{i:g,j:$,rows:i.rows,cols:i.columns,terms:Oe(i.padded,i.w,g,$,i.stride,i.dilation),value:i.y[g][$]}}function q(){let[g,$]=y(),k=i.d.length*M(i.d)[1],I=i.d.flat().filter(z=>z!==0).length;return Je({i:g,j:$,expected:i.expected,yours:i.answer,differing:I,shared:k})}let W=(...g)=>g.filter(Boolean).join(" ");function se(){let g=F();return W(i.failing&&b()?q():"",g?at(g):"")}function $e(g=!1){let $=F();v.frame($&&y(),i),T.cursor(...y()),x.textContent=W(i.failing&&b()?q():"",$?it($):""),A.update(),!g&&!A.playing()&&w.say(se())}function ie(g=!1){Ct(u,i),v.show(i),S.show(i),T.show(i),P.show(i),l.textContent="";let{rows:$,columns:k}=i,I=(C,O)=>d("p",{},`${C}: `,...zt(ot(O)));h.replaceChildren(...st($,k)?[I("Rows and columns",$)]:[I("Rows",$),I("Columns",k)],d("p",{class:"pxu-left-over"},ne($,k)));let z={feature_map:Te(i.y),usage:i.counts};for(let[C,O]of Object.entries(z))JSON.stringify(r(C))!==JSON.stringify(O)&&o({[C]:O});$e(!0),g||w.say(i.failing?se():lt($,k))}let ye=[],j=!1,dt=()=>{j||(j=!0,queueMicrotask(()=>{j=!1;try{i=oe(r),p(""),ie()}catch(g){p(`This cannot be drawn: ${g.message}`)}}))},ve=(g,$)=>{e.on(`change:${g}`,$),ye.push(()=>e.off(`change:${g}`,$))};for(let g of At)ve(g,dt);ve("position",()=>j||$e()),m(()=>ie(!0));let ae=Me(i.d);return ae&&!r("position")&&o({position:ae[0]*c()+ae[1]}),ie(!0),a.start(u),()=>{for(let g of ye)g();a.stop(),A.stop(),w.stop(),f()}}function Ct(e,{x:t,w:n,padded:r}){let o=String(M(r)[1]+M(n)[1]+M(t)[1]);e.style.getPropertyValue("--all")!==o&&e.style.setProperty("--all",o)}function zt(e){let t=e.lastIndexOf("= ");return t<0?[e]:[e.slice(0,t+2),d("strong",{},e.slice(t+2))]}var ct={render:It,key:"padding"};((globalThis.pixelup??={}).figures??={}).padding_stride_explorer=ct;})();
