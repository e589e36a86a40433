function Y(t,e){let r=[{n:e,size:1,jump:1,start:0}];for(let{k:o,s:n,p:i}of t){let{n:u,size:s,jump:l,start:p}=r.at(-1);if(u+2*i<o)break;r.push({n:Math.floor((u+2*i-o)/n)+1,size:s+(o-1)*l,jump:l*n,start:p-i*l})}return r}var le=({size:t,jump:e,start:r},o)=>[r+o*e,r+o*e+t-1];function ue(t,e,r){let o=e.map(({n:i})=>new Array(i).fill(0)),n=e.length-1;o[n][r]=1;for(let i=n;i>0;i--){let{k:u,s,p:l}=t[i-1];o[i].forEach((p,d)=>{if(p)for(let c=0;c<u;c++){let x=d*s-l+c;x>=0&&x<e[i-1].n&&(o[i-1][x]+=p)}})}return o}function ce(t,e,[r,o],n){let i=(p,d,c)=>p.slice(Math.max(0,d),c+1).reduce((x,w)=>x+w,0),u=i(t,0,t.length)*i(e,0,e.length),s=([p,d],c)=>[p+c,d-c],l=0;for(;r[1]-r[0]>2*l;l++){let[p,d]=[s(r,l+1),s(o,l+1)];if(p[0]>p[1]||i(t,...p)*i(e,...d)<n*u)break}return[s(r,l),s(o,l)]}function G([t,e],r){let o=[Math.max(0,t),Math.min(r-1,e)];return o[0]>o[1]?null:o}function de(t,e){let r=Math.max(...t)*Math.max(...e)||1;return t.map(o=>e.map(n=>o*n/r))}var me=`.pxu {
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
`;function m(t,e={},...r){let o=document.createElement(t);for(let[n,i]of Object.entries(e))n.startsWith("on")?o.addEventListener(n.slice(2),i):i===!0?o.setAttribute(n,""):i!==!1&&i!=null&&o.setAttribute(n,i);return(o.tabIndex>=0||"tabindex"in e)&&o.setAttribute("data-lm-suppress-shortcuts","true"),o.append(...r.filter(n=>n!=null)),o}var We=0,X=t=>`pxu-${t}-${++We}-${Math.random().toString(36).slice(2,7)}`;function _(){let{documentElement:t,body:e}=document;return t.dataset.theme==="dark"||e.dataset.jpThemeLight==="false"||e.classList.contains("vscode-dark")||e.classList.contains("vscode-high-contrast")&&!e.classList.contains("vscode-high-contrast-light")||t.getAttribute("theme")==="dark"?"dark":"light"}function xe(t,{name:e,label:r}){let o=m("div",{class:`pxu pxu-${e}`,role:"group","aria-label":r,"data-theme":_()});t.append(m("style",{},me),o);let n=t.lastChild.previousSibling,i=()=>{},u=new MutationObserver(()=>{o.dataset.theme!==_()&&(o.dataset.theme=_(),i())}),s=["data-theme","theme","class","data-jp-theme-light"];for(let l of[document.documentElement,document.body])u.observe(l,{attributes:!0,attributeFilter:s});return{section:o,onTheme(l){i=l},remove(){u.disconnect(),o.remove(),n.remove()}}}var P=(t,e,r={})=>m("button",{type:"button",class:"pxu-button",onclick:e,...r},t);function B(t,e,r){let o=X("select"),n=m("select",{id:o,onchange:i=>r(i.target.value)},...e.map(i=>{let[u,s]=Array.isArray(i)?i:[i,i];return m("option",{value:u},s)}));return{el:he(o,t,n),input:n}}function fe(t,e){let r=X("number"),o=m("input",{id:r,type:"number",step:"any",value:e});return{el:he(r,t,o),input:o}}var he=(t,e,r)=>m("span",{class:"pxu-field"},m("label",{for:t},e),r);var ge=t=>Object.entries(t).map(([e,r])=>{let o=Array.isArray(r)?r.map(n=>n.join(",")).join(";"):String(r);return`${e}:${encodeURI(o)}`}).join("/");function be(t,e){for(let r of t.replace(/^#/,"").split("&"))if(r.startsWith(`${e}=`))return r.slice(e.length+1);return null}function we(t,e,r){return`#${[...t.replace(/^#/,"").split("&").filter(n=>n.includes("=")&&!n.startsWith(`${e}=`)),`${e}=${r}`].join("&")}`}function ve({share:t,follow:e,state:r,onproblem:o}){if(!t)return{el:null,start(){},stop(){}};let n=()=>{let d=be(location.hash,t.key);if(d===null)return!1;try{e(d),o("")}catch(c){o(`The link was not understood: ${c.message}.`)}return!0},i=m("span",{class:"pxu-done",role:"status"}),u=P("Copy link",async()=>{history.replaceState(null,"",we(location.hash,t.key,ge(r())));try{await navigator.clipboard.writeText(location.href),i.textContent="Copied."}catch{i.textContent="The link stands in the address bar."}}),s=null,l=()=>s?.scrollIntoView({block:"nearest"}),p=()=>n()&&l();return{el:m("span",{},u," ",i),start(d){s=d,n()&&requestAnimationFrame(l),window.addEventListener("hashchange",p)},stop:()=>window.removeEventListener("hashchange",p)}}function ye(t=150){let e=m("p",{role:"status",class:"pxu-status"}),r=0;return{el:e,say(o){clearTimeout(r),r=setTimeout(()=>{e.textContent=o},t)},stop:()=>clearTimeout(r)}}function H(t,{from:e,to:r},o){let{el:n,input:i}=fe(t,e);Object.assign(i,{min:e,max:r,step:1});let u=e,s=()=>i.valueAsNumber,l=()=>Number.isInteger(s())&&s()>=e&&s()<=r;return i.addEventListener("input",()=>{l()&&(u=s(),o(u))}),i.addEventListener("change",()=>{l()||(i.value=String(u))}),{el:n,input:i,put(p){u=p,s()!==p&&(i.value=String(p))}}}var $e=`/* Stack, side view and pictures of the ReceptiveFieldExplorer. */
.pxu-pictures { margin-top: 0.8rem; }
.pxu-field-stack { max-height: 22rem; overflow-y: auto; }
.pxu-levels { width: 100%; border-collapse: collapse; margin: 0; background: none; font-size: 0.8rem; }
.pxu-levels th, .pxu-levels td { padding: 0.25rem 0.4rem; border: 0; border-bottom: 1px solid var(--pxu-line); text-align: left; background: none; color: inherit; font-weight: 400; }
.pxu-levels th:first-child { padding-left: 0; width: 1%; }
.pxu-levels thead th { position: sticky; top: 0; z-index: 1; font-size: 0.75rem; font-weight: 600; color: var(--pxu-muted); background: var(--pxu-bg); }
.pxu-levels td { font-family: ui-monospace, monospace; font-size: 0.75rem; white-space: nowrap; }
.pxu-levels td.pxu-cannot { font-family: inherit; color: var(--pxu-error); font-weight: 600; white-space: normal; }
.pxu-level { display: flex; gap: 0.3rem; align-items: center; }
.pxu-level .pxu-field { gap: 0.2rem; }
.pxu-level label { font-size: 0.75rem; color: var(--pxu-muted); }
.pxu-level .pxu-field:first-child label { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
.pxu .pxu-level input[type="number"] { width: 2.9rem; padding: 0.15rem 0.2rem; }
.pxu-level select { width: 4.8rem; }
.pxu-level .pxu-drop { min-width: 1.9rem; padding: 0.15rem 0.4rem; }
@container (max-width: 36rem) {
  .pxu-levels thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .pxu-levels, .pxu-levels tbody { display: block; }
  .pxu-levels tr { display: grid; grid-template-columns: repeat(4, auto); gap: 0.2rem 0.6rem; padding: 0.5rem 0; border-bottom: 1px solid var(--pxu-line); }
  .pxu-levels th, .pxu-levels td { display: block; border: 0; padding: 0; }
  .pxu-levels th:first-child { grid-column: 1 / -1; width: auto; }
  .pxu-levels td.pxu-cannot { grid-column: 1 / -1; }
  .pxu-levels [data-name]::before { content: attr(data-name); display: block; font: 0.7rem system-ui, sans-serif; color: var(--pxu-muted); }
  .pxu-levels .pxu-cannot::before { content: none !important; }
}
.pxu-side { margin: 0.9rem 0 0.6rem; }
.pxu-side svg { display: block; width: 100%; height: auto; }
.pxu-side .pxu-empty-cell { fill: none; stroke: var(--pxu-line); stroke-width: 0.5; }
.pxu-side .pxu-full-cell { fill: var(--pxu-positive); stroke: var(--pxu-line); stroke-width: 0.5; }
.pxu-side .pxu-fan { fill: var(--pxu-accent); fill-opacity: 0.13; }
.pxu-side .pxu-chosen { fill: none; stroke: var(--pxu-accent); stroke-width: 2; }
.pxu-side text { fill: var(--pxu-muted); font-size: 10px; }
.pxu-box { position: absolute; pointer-events: none; outline: 2px solid var(--pxu-accent); outline-offset: -1px; box-shadow: 0 0 0 2px var(--pxu-bg); }
.pxu-box.pxu-inner { outline: 2px dashed var(--pxu-fg); box-shadow: none; }
.pxu-pictures { display: flex; flex-wrap: wrap; gap: 0.8rem 1.6rem; align-items: flex-start; }
.pxu-pictures .pxu-heat { width: min(15rem, 100cqi - 2px); }
`;var j=[{label:"k",word:"window",from:1,to:31},{label:"s",word:"stride",from:1,to:16},{label:"p",word:"padding",from:0,to:15}],Q={conv:"Convolution",pool:"Pooling"},A=(t,e=1,r=0)=>["conv",t,e,r],O=(t,e=t,r=0)=>["pool",t,e,r],D=(t,...e)=>Array.from({length:t},()=>e).flat(),R={"3 × 3 upon 3 × 3":{pixels:11,layers:D(2,A(3))},"with a pooling":{pixels:24,layers:[A(3),A(3),O(2),A(3)]},"the lecture's fifty layers":{pixels:110,layers:D(50,A(3))},"pooling after each layer":{pixels:128,layers:D(4,A(3,1,1),O(2))},"strides of 2":{pixels:64,layers:D(4,A(3,2,1))},"the chapter's network":{pixels:100,layers:[A(5),O(3),A(5),O(2)]},"LeNet-5":{pixels:32,layers:[A(5),O(2),A(5),O(2),A(5)]}},Xe=(t,e)=>JSON.stringify(t)===JSON.stringify(e),ke=(t,e)=>Object.keys(R).find(r=>Xe(R[r],{pixels:t,layers:e}))??"";function Z(t){let[e,...r]=Array.isArray(t)?t:[];if(!Q[e]||r.length!==j.length)return"a layer is a kind (conv or pool), a window, a stride and a padding";let o=r.findIndex((n,i)=>!Number.isInteger(n)||n<j[i].from||n>j[i].to);return o<0?"":`a ${j[o].word} is a whole number from ${j[o].from} to ${j[o].to}`}var Ee=(t,e,r)=>({pixels:t,layers:e.map(o=>o.join(".")).join(";"),cell:r.join(".")});function Se(t){let e=Object.fromEntries(t.split("/").map(u=>u.split(":"))),r=Number(e.pixels);if(!Number.isInteger(r)||r<1||r>160)throw new Error("the link's pixels are no whole number from 1 to 160");let o=(e.layers??"").split(";").filter(Boolean).map(u=>{let[s,...l]=u.split(".");return[s,...l.map(Number)]}),n=o.map(Z).find(Boolean);if(n)throw new Error(n);if(o.length>60)throw new Error("the link has more than 60 layers");let i=(e.cell??"0.0").split(".").map(Number);if(i.length!==2||i.some(u=>!Number.isInteger(u)||u<0))throw new Error("the link's cell is not a row and a column");return{pixels:r,layers:o,cell:i}}var F=t=>String(t).replace("-","−"),J=([t,e])=>t===e?F(t):`${F(t)} to ${F(e)}`,Qe=t=>t.replaceAll("−","minus "),Me=(t,e,[,r,o,n])=>[`${t.size} + ${r-1}·${t.jump} = ${e.size}`,`${t.jump}·${o} = ${e.jump}`,n?`${F(t.start)} − ${n*t.jump} = ${F(e.start)}`:F(e.start)];function Ne([t,e],r,o,{size:n,jump:i},u){let l=[r,o].some(([d,c])=>d<0||c>=u)?" A part of it lies outside the picture, in the padding.":"",p=i===1?"the next pixel":`${i} pixels on`;return`Cell ${t}, ${e} of the last map sees rows ${J(r)} and columns ${J(o)}: ${n} × ${n} pixels.${l} The field of its neighbour begins ${i===1?"at ":""}${p}.`}function Ae(t,e){let r=e[1]-e[0]+1;return r>=t?"No smaller box around the middle holds 95 % of the paths.":`95 % of the paths from the pixels to this cell begin in the dashed box of ${r} × ${r}.`}var Te=([t,e],r,o,n)=>Qe(`Cell ${t}, ${e} sees rows ${J(r)}, columns ${J(o)}, ${n} by ${n} pixels.`),Ie=(t,{n:e,size:r,jump:o})=>`${t} layer${t===1?"":"s"}: a map of ${e} by ${e}, fields of ${r} pixels, jump ${o}.`;var ee=["Map","Size r","Jump j","Start a"],Ze={conv:["conv",3,1,0],pool:["pool",2,2,0]};function Ce({layers:t,onchange:e,onproblem:r}){let o=m("tbody",{role:"rowgroup"}),n=m("tr",{role:"row"},...["Layer",...ee].map(c=>m("th",{scope:"col",role:"columnheader"},c))),i=m("table",{class:"pxu-levels",role:"table","aria-label":"The layers"},m("thead",{role:"rowgroup"},n),o),u=Object.entries(Q).map(([c,x])=>P(`Add ${x.toLowerCase()}`,()=>l(c))),s=[];function l(c){if(t().length>=60)return r(`${60} layers are enough here: remove one first.`);e([...t(),Ze[c]]),s.at(-1).el.querySelector("select").focus()}function p(c){e(t().filter((w,f)=>f!==c)),(s[Math.min(c,s.length-1)]?.el.querySelector(".pxu-drop")??u[0]).focus()}function d(c){let x=(y,E)=>e(t().map((S,a)=>a===c?S.map((h,N)=>N===y?E:h):S)),w=B("Kind",[["conv","Conv"],["pool","Pool"]],y=>x(0,y));w.input.setAttribute("aria-label",`Layer ${c+1}, kind`);let f=j.map((y,E)=>{let S=H(y.label,y,a=>x(E+1,a));return S.input.setAttribute("aria-label",`Layer ${c+1}, ${y.word}`),S}),b=P("×",()=>p(c),{class:"pxu-button pxu-drop","aria-label":`Remove layer ${c+1}`,title:"Remove"}),v=ee.map(y=>m("td",{role:"cell","data-name":y})),k=m("div",{class:"pxu-level"},w.el,...f.map(y=>y.el),b);return{el:m("tr",{role:"row"},m("th",{scope:"row",role:"rowheader"},k),...v),show(y,E,S){w.input.value=y[0],f.forEach((a,h)=>a.put(y[h+1])),v.forEach((a,h)=>{a.hidden=!S&&h>0,a.colSpan=!S&&!h?ee.length:1,a.classList.toggle("pxu-cannot",!S)}),S?[`${S.n} × ${S.n}`,...Me(E,S,y)].forEach((a,h)=>v[h].textContent=a):v[0].textContent=E?`a window of ${y[1]} does not fit into ${E.n} cells`:"not reached"}}}return{el:m("div",{class:"pxu-field-stack"},i),adders:m("div",{class:"pxu-controls"},...u),show(c,x){s.length!==c.length&&(s=c.map((w,f)=>d(f)),o.replaceChildren(...s.map(w=>w.el))),s.forEach((w,f)=>w.show(c[f],x[f],x[f+1]))}}}function je(t){let e=1/0,r=-1/0;for(let o of t)for(let n of o)Number.isFinite(n)&&(n<e&&(e=n),n>r&&(r=n));return e>r?{min:0,max:0,magnitude:0}:{min:e,max:r,magnitude:Math.max(Math.abs(e),Math.abs(r))}}var Oe={light:{positive:[74,146,236],negative:[240,132,60],zero:[255,255,255]},dark:{positive:[48,112,205],negative:[190,84,18],zero:[24,26,30]}},ze=[128,128,128];function Re(t,e,r){let{min:o,magnitude:n}=je(t),i=n||1;if(e==="pixels"&&o>=0)return p=>{if(!Number.isFinite(p))return ze;let d=Math.round(255*p/i);return[d,d,d]};let{positive:u,negative:s,zero:l}=r;return p=>{if(!Number.isFinite(p))return ze;let d=p>0?u:s,c=Math.abs(p)/i;return[Math.round(l[0]+c*(d[0]-l[0])),Math.round(l[1]+c*(d[1]-l[1])),Math.round(l[2]+c*(d[2]-l[2]))]}}function Fe(t,[e,r],o,n){if(t.altKey||t.metaKey||t.shiftKey)return null;if(t.ctrlKey&&t.key==="Home")return[0,0];if(t.ctrlKey&&t.key==="End")return[o-1,n-1];if(t.ctrlKey)return null;switch(t.key){case"ArrowUp":return[Math.max(0,e-1),r];case"ArrowDown":return[Math.min(o-1,e+1),r];case"ArrowLeft":return[e,Math.max(0,r-1)];case"ArrowRight":return[e,Math.min(n-1,r+1)];case"Home":return[e,0];case"End":return[e,n-1];default:return null}}function te(t,e,r,o){let n=t.getBoundingClientRect(),i=(u,s)=>Math.min(s-1,Math.max(0,Math.floor(u*s)));return[i((e.clientY-n.top)/n.height,r),i((e.clientX-n.left)/n.width,o)]}function qe(t,e,r,o,n){let i="",u=s=>{let[l,p]=te(t,s,e,r);`${l},${p}`!==i&&(i=`${l},${p}`,n(l,p,o.value()))};t.addEventListener("pointerdown",s=>{!o.down()||s.button||(s.preventDefault(),t.setPointerCapture(s.pointerId),i="",u(s))}),t.addEventListener("pointermove",s=>{t.hasPointerCapture(s.pointerId)&&u(s)})}function _e(t,e,r){let{interactive:o,onedit:n,onmove:i}=t,u=m("canvas",{width:r,height:e}),s=u.getContext("2d"),l=s.createImageData(r,e),p=m("div",o?{class:"pxu-heat",role:"slider",tabindex:0,"aria-valuemin":0,"aria-valuemax":e*r-1}:{class:"pxu-heat",role:"img"},u);p.style.setProperty("--rows",String(e)),p.style.setProperty("--cols",String(r));let d=[0,0],c=[[]],x=o&&n?m("div",{class:"pxu-pen"}):null;x&&p.append(x);function w(f,b){d=[f,b],o&&(p.setAttribute("aria-valuenow",String(f*r+b)),p.setAttribute("aria-valuetext",t.valueText(f,b,c[f]?.[b])),x&&re(x,f,b,1,1,e,r))}if(o){p.addEventListener("keydown",b=>{let v=Fe(b,d,e,r);if(v)w(...v),i?.(...v,"key");else if(n&&b.key===" ")n(...d,t.pen.value()),w(...d);else return;b.preventDefault(),b.stopPropagation()});let f=b=>{let[v,k]=te(p,b,e,r);t.pen?.down()||v===d[0]&&k===d[1]&&b.type!=="click"||(w(v,k),i?.(v,k,"pointer"))};p.addEventListener("click",f),p.addEventListener("pointermove",b=>{b.pointerType==="mouse"&&b.buttons===1&&f(b)}),n&&t.pen&&qe(p,e,r,t.pen,n)}return{el:p,cursor:w,focus:()=>p.focus(),paint(f,b){c=f;let v=0;for(let k of f)for(let y of k){let E=b(y);l.data[v++]=E[0],l.data[v++]=E[1],l.data[v++]=E[2],l.data[v++]=255}s.putImageData(l,0,0),w(...d)},describe(f){p.setAttribute("aria-label",f)}}}function re(t,e,r,o,n,i,u){t.style.top=`${100*e/i}%`,t.style.left=`${100*r/u}%`,t.style.height=`${100*o/i}%`,t.style.width=`${100*n/u}%`}var Pe=640,oe=1200;function Ue(){let t=m("div",{class:"pxu-side",role:"img"});return{el:t,show(e,r,o,n){let i=e.length-1,u=Math.max(7,Math.min(34,300/(i+1))),s=u*.55,l=({start:a,jump:h,size:N},g)=>a+g*h+N/2,p=Math.min(...e.map(a=>l(a,0)-a.jump/2)),d=Math.max(...e.map(a=>l(a,a.n-1)+a.jump/2)),c=(Pe-4)/(d-p),x=(a,h)=>2+c*(l(a,h)-p-.47*a.jump),w=({jump:a})=>c*a*.94,f=a=>2+(i-a)*u,b=e.reduce((a,{n:h})=>a+h,0),v=r.reduce((a,h)=>a+h.filter(Boolean).length,0),k=[],y=r.map(a=>[a.findIndex(Boolean),a.findLastIndex(Boolean)]);for(let a=i;a>0;a--){let[h,N]=y[a],[g,$]=y[a-1],M=[[x(e[a],h),f(a)+s],[x(e[a],N)+w(e[a]),f(a)+s],[x(e[a-1],$)+w(e[a-1]),f(a-1)],[x(e[a-1],g),f(a-1)]];k.push(`<polygon class="pxu-fan" points="${M.map(I=>I.map(L=>L.toFixed(1)).join(",")).join(" ")}"/>`)}let E=(a,h,N,g,$="")=>`<rect class="${g}" x="${x(e[a],h).toFixed(1)}" y="${f(a).toFixed(1)}" width="${(x(e[a],N)-x(e[a],h)+w(e[a])).toFixed(1)}" height="${s.toFixed(1)}"${$}/>`;r.forEach((a,h)=>{let N=Math.max(...a);v>oe?k.push(E(h,...y[h],"pxu-full-cell",' fill-opacity="0.5"')):a.forEach((g,$)=>{g?k.push(E(h,$,$,"pxu-full-cell",` fill-opacity="${(.2+.8*g/N).toFixed(2)}"`)):b<=oe&&k.push(E(h,$,$,"pxu-empty-cell"))}),b>oe&&k.push(E(h,0,a.length-1,"pxu-empty-cell"))}),k.push(E(i,o,o,"pxu-chosen"));let S=f(0)+s+2;t.innerHTML=`<svg viewBox="0 0 ${Pe} ${S.toFixed(0)}" aria-hidden="true">${k.join("")}</svg>`,t.setAttribute("aria-label",n)}}}function Ke(t,e){let r=m("p",{class:"pxu-title"}),o=m("div",{class:"pxu-holder"}),n=null,i=0;return{el:m("div",{class:"pxu-matrix"},r,o),show(u,s,l,p){let d=u.length;if(d!==i){let c=o.contains(document.activeElement);i=d,n=_e(e,d,d),o.replaceChildren(n.el),c&&n.focus()}r.textContent=`${t} `,r.append(m("span",{class:"pxu-shape"},`${d} × ${d}`)),n.paint(u,Re([[1]],"signed",Oe[_()])),n.el.querySelectorAll(".pxu-box").forEach(c=>c.remove());for(let{rows:c,cols:x,kind:w}of l){let[f,b]=[G(c,d),G(x,d)];if(!f||!b)continue;let v=m("div",{class:`pxu-box ${w}`});re(v,f[0],b[0],f[1]-f[0]+1,b[1]-b[0]+1,d,d),n.el.append(v)}p&&n.cursor(...p),n.describe(s)}}}var Be=()=>Ke("Picture",{interactive:!1}),He=t=>Ke("Last map",{interactive:!0,onmove:t,valueText:(e,r)=>`row ${e}, column ${r}`});var tt=.95;function De(t){let e=t("pixels"),r=t("layers"),o=r.map(Z).find(Boolean);if(o)throw new Error(`${o}.`);let n=r.map(([,x,w,f])=>({k:x,s:w,p:f})),i=Y(n,e),u=i.at(-1),s=(t("cell")[0]??[0,0]).map(x=>Math.max(0,Math.min(u.n-1,x))),l=s.map(x=>ue(n,i,x)),[p,d]=s.map(x=>le(u,x)),c=ce(l[0][0],l[1][0],[p,d],tt);return{pixels:e,layers:r,all:i,last:u,cell:s,lines:l,rows:p,cols:d,inner:c}}function rt({model:t,el:e,share:r}){let o=g=>t.get(g),n=g=>{for(let[$,M]of Object.entries(g))t.set($,M);t.save_changes()},i=m("p",{class:"pxu-note",role:"alert"}),u=g=>{i.textContent=g},s=ve({share:r,follow(g){let{pixels:$,layers:M,cell:I}=Se(g);n({pixels:$,layers:M,cell:[I]})},state:()=>Ee(o("pixels"),o("layers"),l.cell),onproblem:u}),l=De(o),{section:p,onTheme:d,remove:c}=xe(e,{name:"receptive",label:o("label")||"Receptive field explorer"});p.append(m("style",{},$e));let x=ye(300),w=m("p",{class:"pxu-words"}),f=m("p",{class:"pxu-words"}),b=B("Example",[["","your own"],...Object.keys(R)],g=>{if(!R[g])return;let{pixels:$,layers:M}=structuredClone(R[g]),I=Math.floor((Y(M.map(([,L,C,T])=>({k:L,s:C,p:T})),$).at(-1).n-1)/2);n({pixels:$,layers:M,cell:[[I,I]]}),h("stack")}),v=H("Pixels a side",{from:1,to:160},g=>{n({pixels:g}),h("stack")}),k=Ce({layers:()=>o("layers"),onchange(g){n({layers:g}),h("stack")},onproblem:u}),y=Ue(),E=Be(),S=He((g,$)=>{n({cell:[[g,$]]}),h("cell")});s.el&&k.adders.append(s.el),p.append(m("p",{class:"pxu-label"},o("label")),m("div",{class:"pxu-controls pxu-settings",role:"group","aria-label":"Input"},b.el,v.el),m("div",{class:"pxu-pictures"},E.el,S.el),w,f,y.el,k.el,k.adders,i,x.el,m("details",{class:"pxu-help"},m("summary",{},"Keys, and what is drawn"),m("p",{},"Tab goes from field to field. In the last map, the arrow keys, Home, End, Ctrl+Home and Ctrl+End choose a cell. ","The box on the picture is the cell's receptive field. The blue heat counts the paths from a pixel to the cell; with random weights, the mean squared gradient is proportional to it. ","Below, one row of pixels is seen from the side: the picture at the bottom, the last map on top. Windows are square, r is the size of a field, j the jump, a the start.")));let a="";function h(g=""){let $=JSON.stringify([o("pixels"),o("layers"),o("cell")]);if($===a)return;try{l=De(o)}catch(z){return u(`This cannot be drawn: ${z.message}`)}a=$,u("");let{pixels:M,layers:I,all:L,last:C,cell:T,lines:V,rows:U,cols:q,inner:K}=l;b.input.value=ke(M,I),v.put(M),k.show(I,L);let ne=Te(T,U,q,C.size);E.show(de(V[0][0],V[1][0]),`The picture, ${M} by ${M} pixels. ${ne}`,[{rows:U,cols:q,kind:""},...K[0][0]>U[0]?[{rows:K[0],cols:K[1],kind:"pxu-inner"}]:[]]);let ie=Array.from({length:C.n},(z,W)=>Array.from({length:C.n},(pe,Je)=>(W+Je)%2?.06:.16));ie[T[0]][T[1]]=1;let se=T.map(z=>[z,z]);S.show(ie,"The last map. Arrow keys choose a cell.",[{rows:se[0],cols:se[1],kind:""}],T),w.textContent=Ne(T,U,q,C,M),f.textContent=Ae(C.size,K[0]),y.show(L,V[1],T[1],`One row of pixels seen from the side. Column ${T[1]} of the last map sees pixels ${q[0]} to ${q[1]}.`.replaceAll("-","minus "));let ae=L.slice(1).map(({size:z,jump:W,start:pe})=>[z,W,pe]);JSON.stringify(o("fields"))!==JSON.stringify(ae)&&n({fields:ae}),g&&x.say(g==="cell"?ne:Ie(L.length-1,C))}let N=[];for(let g of["pixels","layers","cell"]){let $=()=>queueMicrotask(()=>h(g==="cell"?"cell":"stack"));t.on(`change:${g}`,$),N.push(()=>t.off(`change:${g}`,$))}return d(()=>{a="",h()}),h(),s.start(p),()=>{for(let g of N)g();s.stop(),x.stop(),c()}}var Gt={render:rt,key:"field"};export{Gt as default};
