var D=e=>e.reduce((t,r)=>t*r,1),se=(e,t,r,o)=>e+2*o<t?0:Math.floor((e+2*o-t)/r)+1;function Ce(e,t){let r=D(e),o=(M,F,S)=>{let N=D(M);return{layer:t,shape:M,parameters:F,products:S,numbers:N,dense:(r+1)*N}};if(t.kind==="dense")return o([t.units],(r+1)*t.units,r*t.units);if(e.length!==3)throw new Error("A dense layer's output is no picture any more: put this layer in front of it.");let[s,n,p]=e,{kernel:u,stride:h,padding:m=0}=t,b=se(n,u,h,m),v=se(p,u,h,m);if(!b||!v)throw new Error(`The kernel, ${u} × ${u}, does not fit into ${n} × ${p}${m?` with a padding of ${m}`:""}.`);if(t.kind==="pool")return o([s,b,v],0,0);let C=t.filters*s*u*u;return o([t.filters,b,v],C+t.filters,C*b*v)}function ie(e,t){let r=[],o="";for(let n of t)try{r.push(Ce(r.at(-1)?.shape??e,n))}catch(p){o=p.message;break}let s=n=>r.reduce((p,u)=>p+u[n],0);return{rows:r,problem:o,total:{parameters:s("parameters"),products:s("products"),numbers:D(e)+s("numbers"),dense:s("dense")}}}function y(e){if(e>Number.MAX_SAFE_INTEGER){let[t,r]=e.toExponential(1).split("e+");return`${t} × 10^${r}`}return e.toLocaleString("en-US")}function q(e){let t=["B","kB","MB","GB","TB","PB"],r=0,o=e;for(;o>=1e3&&r<t.length-1;)o/=1e3,r++;return`${o<10&&r?o.toFixed(1):Math.round(o)} ${t[r]}`}var G=e=>e.join(" × ");var pe=`.pxu {
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
`;function i(e,t={},...r){let o=document.createElement(e);for(let[s,n]of Object.entries(t))s.startsWith("on")?o.addEventListener(s.slice(2),n):n===!0?o.setAttribute(s,""):n!==!1&&n!=null&&o.setAttribute(s,n);return(o.tabIndex>=0||"tabindex"in t)&&o.setAttribute("data-lm-suppress-shortcuts","true"),o.append(...r.filter(s=>s!=null)),o}var Ae=0,V=e=>`pxu-${e}-${++Ae}-${Math.random().toString(36).slice(2,7)}`;function H(){let{documentElement:e,body:t}=document;return e.dataset.theme==="dark"||t.dataset.jpThemeLight==="false"||t.classList.contains("vscode-dark")||t.classList.contains("vscode-high-contrast")&&!t.classList.contains("vscode-high-contrast-light")||e.getAttribute("theme")==="dark"?"dark":"light"}function le(e,{name:t,label:r}){let o=i("div",{class:`pxu pxu-${t}`,role:"group","aria-label":r,"data-theme":H()});e.append(i("style",{},pe),o);let s=e.lastChild.previousSibling,n=()=>{},p=new MutationObserver(()=>{o.dataset.theme!==H()&&(o.dataset.theme=H(),n())}),u=["data-theme","theme","class","data-jp-theme-light"];for(let h of[document.documentElement,document.body])p.observe(h,{attributes:!0,attributeFilter:u});return{section:o,onTheme(h){n=h},remove(){p.disconnect(),o.remove(),s.remove()}}}var _=(e,t,r={})=>i("button",{type:"button",class:"pxu-button",onclick:t,...r},e),X=(e,t)=>e.setAttribute("aria-disabled",String(t));function ue(e,t,r){let o=V("select"),s=i("select",{id:o,onchange:n=>r(n.target.value)},...t.map(n=>{let[p,u]=Array.isArray(n)?n:[n,n];return i("option",{value:p},u)}));return{el:de(o,e,s),input:s}}function ce(e,t){let r=V("number"),o=i("input",{id:r,type:"number",step:"any",value:t});return{el:de(r,e,o),input:o}}var de=(e,t,r)=>i("span",{class:"pxu-field"},i("label",{for:e},t),r);var me=e=>Object.entries(e).map(([t,r])=>{let o=Array.isArray(r)?r.map(s=>s.join(",")).join(";"):String(r);return`${t}:${encodeURI(o)}`}).join("/");function xe(e,t){for(let r of e.replace(/^#/,"").split("&"))if(r.startsWith(`${t}=`))return r.slice(t.length+1);return null}function fe(e,t,r){return`#${[...e.replace(/^#/,"").split("&").filter(s=>s.includes("=")&&!s.startsWith(`${t}=`)),`${t}=${r}`].join("&")}`}function he({share:e,follow:t,state:r,onproblem:o}){if(!e)return{el:null,start(){},stop(){}};let s=()=>{let b=xe(location.hash,e.key);if(b===null)return!1;try{t(b),o("")}catch(v){o(`The link was not understood: ${v.message}.`)}return!0},n=i("span",{class:"pxu-done",role:"status"}),p=_("Copy link",async()=>{history.replaceState(null,"",fe(location.hash,e.key,me(r())));try{await navigator.clipboard.writeText(location.href),n.textContent="Copied."}catch{n.textContent="The link stands in the address bar."}}),u=null,h=()=>u?.scrollIntoView({block:"nearest"}),m=()=>s()&&h();return{el:i("span",{},p," ",n),start(b){u=b,s()&&requestAnimationFrame(h),window.addEventListener("hashchange",m)},stop:()=>window.removeEventListener("hashchange",m)}}function ge(e=150){let t=i("p",{role:"status",class:"pxu-status"}),r=0;return{el:t,say(o){clearTimeout(r),r=setTimeout(()=>{t.textContent=o},e)},stop:()=>clearTimeout(r)}}function Q(e,{from:t,to:r},o){let{el:s,input:n}=ce(e,t);Object.assign(n,{min:t,max:r,step:1});let p=t,u=()=>n.valueAsNumber,h=()=>Number.isInteger(u())&&u()>=t&&u()<=r;return n.addEventListener("input",()=>{h()&&(p=u(),o(p))}),n.addEventListener("change",()=>{h()||(n.value=String(p))}),{el:s,input:n,put(m){p=m,u()!==m&&(n.value=String(m))}}}var be=`/* The table of a stack; on a phone each layer is a card. */
.pxu-stack { width: 100%; border-collapse: collapse; margin: 0.6rem 0 0; font-variant-numeric: tabular-nums; font-size: 0.85rem; background: none; }
.pxu-stack th, .pxu-stack td { padding: 0.3rem 0.5rem; border-bottom: 1px solid var(--pxu-line); text-align: right; vertical-align: middle; background: none; color: inherit; }
.pxu-stack thead th { font-size: 0.75rem; font-weight: 600; color: var(--pxu-muted); vertical-align: bottom; }
.pxu-stack tbody th { font-weight: 400; }
.pxu-stack th:first-child, .pxu-stack td:first-child { text-align: left; padding-left: 0; }
.pxu-stack tfoot th, .pxu-stack tfoot td { font-weight: 700; border-bottom: 0; }
.pxu-layer { display: flex; flex-wrap: wrap; gap: 0.3rem 0.5rem; align-items: flex-end; }
.pxu-layer .pxu-field { flex-direction: column; align-items: flex-start; gap: 0.1rem; }
.pxu-layer label { font-size: 0.7rem; color: var(--pxu-muted); }
.pxu .pxu-layer input[type="number"] { width: 3.9rem; }
.pxu-name { font-weight: 600; min-width: 5.6rem; align-self: center; }
.pxu-small { min-width: 1.9rem; padding: 0.15rem 0.4rem; }
.pxu-bar { display: block; height: 4px; margin-top: 2px; margin-left: auto; background: var(--pxu-positive); border-radius: 2px; min-width: 0; }
.pxu-bar.pxu-bar-dense { background: var(--pxu-negative); }
.pxu-stack .pxu-cannot { color: var(--pxu-muted); text-align: left; grid-column: 1 / -1; }
.pxu-stack .pxu-because { color: var(--pxu-error); font-weight: 600; }
.pxu-ways { margin-top: 0.5rem !important; color: var(--pxu-muted); font-size: 0.8rem; }
@container (max-width: 44rem) {
  .pxu-stack thead { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
  .pxu-stack, .pxu-stack tbody, .pxu-stack tfoot { display: block; }
  .pxu-stack tr { display: grid; grid-template-columns: repeat(auto-fit, minmax(6.8rem, 1fr)); gap: 0.2rem 0.8rem; padding: 0.5rem 0; border-bottom: 1px solid var(--pxu-line); }
  .pxu-stack th, .pxu-stack td { display: block; border: 0; padding: 0; text-align: left; }
  .pxu-stack th:first-child { grid-column: 1 / -1; }
  .pxu-stack [data-name]::before { content: attr(data-name); display: block; font-size: 0.7rem; font-weight: 400; color: var(--pxu-muted); }
  .pxu-bar { margin-left: 0; }
}
`;var j={input:[{from:1,to:4096},{from:1,to:4096},{from:1,to:4096}],filters:{from:1,to:4096,label:"Filters"},kernel:{from:1,to:31,label:"Kernel"},stride:{from:1,to:31,label:"Stride"},padding:{from:0,to:31,label:"Padding"},units:{from:1,to:1e6,label:"Units"}},O={conv:{title:"Convolution",fields:["filters","kernel","stride","padding"]},pool:{title:"Pooling",fields:["kernel","stride"]},dense:{title:"Dense",fields:["units"]}},ve=e=>structuredClone({conv:{kind:e,filters:16,kernel:3,stride:1,padding:1},pool:{kind:e,kernel:2,stride:2},dense:{kind:e,units:10}}[e]),k=(e,t,r=1,o=0)=>({kind:"conv",filters:e,kernel:t,stride:r,padding:o}),we=(e,t=e)=>({kind:"pool",kernel:e,stride:t}),Z=e=>({kind:"dense",units:e}),T={"the lecture's ten filters":{input:[3,6,6],layers:[k(10,3)]},"the lecture's hundred filters":{input:[3,100,100],layers:[k(100,5)]},"the same with stride 3":{input:[3,100,100],layers:[k(100,5,3)]},"three layers on 39 × 39":{input:[3,39,39],layers:[k(10,3),k(20,5,2),k(40,5,2)]},"one kernel on 300 × 300":{input:[1,300,300],layers:[k(1,5,1,2)]},"LeNet-5":{input:[1,28,28],layers:[k(6,5,1,2),we(2),k(16,5),we(2),Z(120),Z(84),Z(10)]}},ye=(e,t)=>Object.keys(T).find(r=>JSON.stringify(U(T[r].input,T[r].layers))===JSON.stringify(U(e,t)))??"",U=(e,t)=>({input:e.join("."),layers:t.map(r=>[r.kind,...O[r.kind].fields.map(o=>r[o])].join(".")).join(";")});function ke(e){let t=Object.fromEntries(e.split("/").map(n=>n.split(":"))),r=(n,{from:p,to:u},h)=>{let m=Number(n);if(!n||!Number.isInteger(m)||m<p||m>u)throw new Error(`the link's ${h} is not a whole number from ${p} to ${u}`);return m},o=(t.input??"").split(".");if(o.length!==3)throw new Error("the link's input is not channels, height and width");let s=decodeURIComponent(t.layers??"").split(";").filter(Boolean);if(s.length>24)throw new Error("the link has more than 24 layers");return{input:o.map((n,p)=>r(n,j.input[p],"input")),layers:s.map(n=>{let[p,...u]=n.split(".");if(!Object.hasOwn(O,p)||u.length!==O[p].fields.length)throw new Error(`the link's layer ${JSON.stringify(n)} is none that this figure has`);return{kind:p,...Object.fromEntries(O[p].fields.map((h,m)=>[h,r(u[m],j[h],h)]))}})}}var K=["Output","Parameters","Multiplications","Memory","Parameters if dense"];function ze({model:e,el:t,share:r}){let o=()=>e.get("input"),s=()=>e.get("layers"),n=a=>{for(let[x,c]of Object.entries(a))e.set(x,c);e.save_changes()},{section:p,onTheme:u,remove:h}=le(t,{name:"layers",label:e.get("label")||"Layer counter"});p.append(i("style",{},be));let m=ge(400),b=i("p",{class:"pxu-note",role:"alert"}),v=a=>{b.textContent=a},C=he({share:r,follow:a=>n(ke(a)),state:()=>U(o(),s()),onproblem:v}),M=ue("Example",[["","your own"],...Object.keys(T)],a=>{T[a]&&n(structuredClone(T[a]))}),F=["Channels","Height","Width"].map((a,x)=>Q(a,j.input[x],c=>n({input:o().map((w,g)=>g===x?c:w)}))),S=i("tbody",{role:"rowgroup"}),N=i("tfoot",{role:"rowgroup"}),ee=i("p",{class:"pxu-ways"}),te=Object.entries(O).map(([a,{title:x}])=>_(`Add ${x.toLowerCase()}`,()=>Se(a)));p.append(i("p",{class:"pxu-label"},e.get("label")),i("div",{class:"pxu-controls pxu-settings",role:"group","aria-label":"Input"},M.el,...F.map(a=>a.el)),i("table",{class:"pxu-stack",role:"table","aria-label":"The layers"},i("thead",{role:"rowgroup"},i("tr",{role:"row"},...["Layer",...K].map(a=>i("th",{scope:"col",role:"columnheader"},a)))),S,N),i("div",{class:"pxu-controls"},...te,C.el),b,ee,m.el,i("details",{class:"pxu-help"},i("summary",{},"What is counted"),i("p",{},"Convolutional and dense layers have biases; kernels and windows are square. A multiplication is a weight times a number of the input, for one picture. ","Memory counts the numbers of the output with 4 bytes each. The last column is a dense layer with the same input and the same output. ","The bars compare the layers of a column. Tab goes from field to field; the arrow keys change a number.")));function Se(a){if(s().length>=24)return v(`${24} layers are enough here: remove one first.`);v(""),n({layers:[...s(),ve(a)]}),z(),S.lastElementChild.querySelector("input").focus()}function Ee(a){n({layers:s().filter((c,w)=>w!==a)}),z(),(S.children[Math.min(a,s().length-1)]?.querySelector(".pxu-drop")??te[0]).focus()}function re(a,x){let c=[...s()];c[a+x]&&([c[a],c[a+x]]=[c[a+x],c[a]],n({layers:c}),z(),S.children[a+x].querySelector(x<0?".pxu-up":".pxu-down").focus())}function Oe(a,{kind:x}){let{title:c,fields:w}=O[x],g=w.map(l=>{let f=Q(j[l].label,j[l],$=>n({layers:s().map((E,P)=>P===a?{...E,[l]:$}:E)}));return f.input.setAttribute("aria-label",`Layer ${a+1}, ${c.toLowerCase()}, ${j[l].label.toLowerCase()}`),[l,f]}),I=(l,f,$,E)=>_(l,E,{class:`pxu-button pxu-small ${$}`,"aria-label":`${f} layer ${a+1}, ${c.toLowerCase()}`,title:f}),B=[I("↑","Move up","pxu-up",()=>re(a,-1)),I("↓","Move down","pxu-down",()=>re(a,1)),I("×","Remove","pxu-drop",()=>Ee(a))],L=K.map((l,f)=>Ie(l,f===0?"":f===4?"pxu-bar pxu-bar-dense":"pxu-bar")),A=i("td",{role:"cell",class:"pxu-cannot",colspan:K.length,hidden:!0}),d=i("th",{scope:"row",role:"rowheader"},i("div",{class:"pxu-layer"},i("span",{class:"pxu-name"},c),...g.map(([,l])=>l.el),...B));return{kind:x,el:i("tr",{role:"row"},d,...L.map(l=>l.el),A),show(l,f,$,E,P){for(let[R,W]of g)W.put(l[R]);X(B[0],a===0),X(B[1],P),A.hidden=!!f;for(let R of L)R.el.hidden=!f;if(!f){A.classList.toggle("pxu-because",!!E),A.textContent=E||"not reached";return}let Te=[0,f.parameters/$.parameters,f.products/$.products,f.numbers/$.numbers,f.dense/$.dense],je=[G(f.shape),y(f.parameters),y(f.products),q(4*f.numbers),y(f.dense)];L.forEach((R,W)=>R.put(je[W],Te[W]))}}}let J=[],oe="";function z(){let a=s(),x=JSON.stringify([o(),a]);if(x===oe)return;oe=x;let{rows:c,problem:w,total:g}=ie(o(),a);String(J.map(d=>d.kind))!==String(a.map(d=>d.kind))&&(J=a.map((d,l)=>Oe(l,d)),S.replaceChildren(...J.map(d=>d.el)));let I=Object.fromEntries(["parameters","products","numbers","dense"].map(d=>[d,Math.max(...c.map(l=>l[d]),0)]));J.forEach((d,l)=>d.show(a[l],c[l],I,l===c.length?w:"",l===a.length-1)),o().forEach((d,l)=>F[l].put(d)),M.input.value=ye(o(),a);let B=[G(c.at(-1)?.shape??o()),y(g.parameters),y(g.products),`${q(4*g.numbers)} with input`,y(g.dense)];N.replaceChildren(i("tr",{role:"row"},i("th",{scope:"row",role:"rowheader"},w?"So far":"In all"),...B.map((d,l)=>i("td",{role:"cell","data-name":K[l]},d))));let L=g.parameters?g.dense/g.parameters:0;ee.textContent=L?`Dense layers of the same sizes would have ${y(Math.round(L))} times as many parameters, ${q(4*g.dense)} instead of ${q(4*g.parameters)}.`:"";let A={shapes:c.map(d=>d.shape),parameters:g.parameters,multiplications:g.products};for(let[d,l]of Object.entries(A))JSON.stringify(e.get(d))!==JSON.stringify(l)&&n({[d]:l});return{problem:w,total:g,last:c.at(-1)?.shape??o()}}function ne(){let a=z();if(!a)return;let{problem:x,total:c,last:w}=a;m.say(x||`Output ${w.join(" by ")}, ${y(c.parameters)} parameters, ${y(c.products)} multiplications.`)}let ae=[];for(let a of["input","layers"])e.on(`change:${a}`,ne),ae.push(()=>e.off(`change:${a}`,ne));return u(()=>{}),z(),C.start(p),()=>{for(let a of ae)a();C.stop(),m.stop(),h()}}function Ie(e,t){let r=document.createTextNode(""),o=t?i("span",{class:t,"aria-hidden":"true"}):null;return{el:i("td",{role:"cell","data-name":e},r,o),put(s,n){if(r.data!==s&&(r.data=s),!o)return;let p=`${n>0?Math.max(1,Math.round(1e3*n)/10):0}%`;o.style.width!==p&&(o.style.width=p)}}}var at={render:ze,key:"layers"};export{at as default};
